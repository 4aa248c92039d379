import assert from 'node:assert/strict'
import { request } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { DaybookEvent } from '@daybook/core'
import { contractWorld, eventually } from './contract-world.ts'
import type { ContractCase } from './framework.ts'

const trace = '4bf92f3577b34da6a3ce929d0e0e4736'

const wrong = (events: readonly DaybookEvent[]) =>
  events.filter(({ actor, data }) => actor?.id !== String((data as { user: number }).user))

/** What the context of a request must hold and survive. */
export const contextCases: readonly ContractCase[] = [
  {
    name: 'C01 (row 65) the facts of a request surround its events, and the answer has its id',
    async run(framework) {
      const world = contractWorld(framework)
      await using server = await world.serve((app) => {
        app.useContext(world.daybook)
        app.nested('/deep/:id', async ({ answer }) => {
          await world.daybook.log('page.viewed')
          answer(200)
        })
      })
      const headers = {
        'x-request-id': 'from-the-proxy',
        'x-forwarded-for': '6.6.6.6',
        'x-user-id': '1',
        'user-agent': 'probe/1',
        referer: 'https://shop.example/cart?token=s3cret',
        'accept-language': 'de-CH,de;q=0.9',
        traceparent: `00-${trace}-00f067aa0ba902b7-01`,
      }
      const answer = await fetch(`${server.url}/api/acme/deep/7?password=s3cret`, { headers })
      assert.equal(answer.headers.get('x-request-id'), 'from-the-proxy')
      const [event] = await world.events()
      assert.deepEqual(
        { actor: event?.actor, requestId: event?.requestId, traceId: event?.traceId, ip: event?.ip },
        { actor: null, requestId: 'from-the-proxy', traceId: trace, ip: '127.0.0.1' },
      )
      assert.deepEqual(event?.context, {
        method: 'GET',
        path: '/api/acme/deep/7',
        route: '/api/:tenant/deep/:id',
        host: '127.0.0.1',
        userAgent: 'probe/1',
        referer: 'https://shop.example/cart',
        language: 'de-CH',
      })
    },
  },
  {
    name: 'C02 an ill-formed request id is replaced, and so is none',
    async run(framework) {
      const world = contractWorld(framework)
      await using server = await world.serve((app) => {
        app.useContext(world.daybook)
        app.route('GET', '/', ({ answer }) => answer(200))
      })
      for (const offered of ['', 'a b', '<img>', 'x'.repeat(129)]) {
        const answer = await fetch(server.url, { headers: { 'x-request-id': offered } })
        assert.match(answer.headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/)
      }
    },
  },
  {
    name: 'C03 (I01, I03, row 94) 200 concurrent requests are attributed to their own users, listeners of the end included',
    async run(framework) {
      const world = contractWorld(framework)
      const { daybook } = world
      await using server = await world.serve((app) => {
        app.useContext(daybook, { actor: (source) => world.users.get(source) })
        app.useParser()
        app.use(world.signIn)
        app.route('POST', '/work', async ({ body, onResponse, answer }) => {
          const data = { user: (body as { user: number }).user }
          await daybook.log('work.started', { data })
          await Promise.all([pause(Math.random() * 10), daybook.log('work.shared', { data })])
          setImmediate(() => daybook.log('work.later', { data }))
          onResponse('finish', () => daybook.log('work.finished', { data }))
          onResponse('close', () => daybook.log('work.closed', { data }))
          answer(200, data)
        })
      })
      const numbers = Array.from({ length: 200 }, (_, index) => index + 1)
      const answers = await Promise.all(
        numbers.map((user) =>
          fetch(`${server.url}/work`, {
            method: 'POST',
            headers: { 'x-user': String(user), 'content-type': 'application/json' },
            body: JSON.stringify({ user, padding: 'x'.repeat(Math.random() * 20_000) }),
          }),
        ),
      )
      await Promise.all(answers.map((answer) => answer.text()))
      await eventually(async () => assert.equal(await daybook.count(), 1_000))
      assert.deepEqual(wrong(await world.events()), [])
      const requestIds = answers.map((answer) => answer.headers.get('x-request-id') ?? '')
      assert.equal(new Set(requestIds).size, 200)
      for (const [index, requestId] of requestIds.entries()) {
        const { events } = await daybook.find({ requestId })
        assert.deepEqual(
          events.map(({ actor }) => actor?.id),
          Array(5).fill(String(index + 1)),
        )
      }
    },
  },
  {
    name: 'C04 (I03) a body that comes slowly, and a client that hangs up, stay in their scope',
    async run(framework) {
      const world = contractWorld(framework)
      const { daybook } = world
      await using server = await world.serve((app) => {
        app.useContext(daybook, { actor: (source) => world.users.get(source) })
        app.use(world.signIn)
        app.route('POST', '/slow', ({ header, onData, onResponse }) => {
          const data = { user: Number(header('x-user')) }
          onData(() => void daybook.log('chunk.came', { data }))
          onResponse('close', () => void daybook.log('client.left', { data }))
          return new Promise(() => {})
        })
      })
      const clients = [1, 2, 3, 4, 5].map((user) => {
        const client = request(`${server.url}/slow`, { method: 'POST', headers: { 'x-user': String(user) } })
        client.on('error', () => {})
        client.flushHeaders()
        return client
      })
      await pause(20)
      for (const client of clients) client.write('one')
      await eventually(async () => assert.equal(await daybook.count({ action: 'chunk.came' }), 5))
      for (const client of clients) client.destroy()
      await eventually(async () => assert.equal(await daybook.count({ action: 'client.left' }), 5))
      assert.deepEqual(wrong(await world.events()), [])
    },
  },
  {
    name: 'C05 requests that share one connection are not mixed up',
    async run(framework) {
      const world = contractWorld(framework)
      const { daybook } = world
      await using server = await world.serve((app) => {
        app.useContext(daybook, { actor: (source) => world.users.get(source) })
        app.use(world.signIn)
        app.route('GET', '/ping', ({ header, onResponse, answer }) => {
          const data = { user: Number(header('x-user')) }
          onResponse('finish', () => void daybook.log('ping.answered', { data }))
          answer(200, 'pong')
        })
      })
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
      socket.resume()
      for (let user = 1; user <= 20; user++)
        socket.write(`GET /ping HTTP/1.1\r\nHost: localhost\r\nX-User: ${user}\r\nX-Request-Id: same\r\n\r\n`)
      await eventually(async () => assert.equal(await daybook.count(), 20))
      socket.destroy()
      assert.deepEqual(wrong(await world.events()), [])
    },
  },
  {
    name: 'C06 (I06, row 64) the address is that of the trusted proxies, and nothing that is no address',
    async run(framework) {
      const world = contractWorld(framework)
      await using server = await world.serve((app) => {
        app.trustProxy()
        app.useContext(world.daybook)
        app.route('GET', '/', async ({ answer }) => {
          await world.daybook.log('page.viewed')
          answer(200)
        })
      })
      for (const forwarded of ['203.0.113.9', '<img src=x>', `${'9'.repeat(4_000)}`, '1.2.3.4:99'])
        await fetch(server.url, { headers: { 'x-forwarded-for': forwarded } })
      assert.deepEqual(
        (await world.events()).map(({ ip }) => ip),
        ['203.0.113.9', null, null, null],
      )
    },
  },
  {
    name: 'C07 (row 133) an address can be cut to its network',
    async run(framework) {
      const world = contractWorld(framework)
      await using server = await world.serve((app) => {
        app.useContext(world.daybook, { anonymiseIp: true })
        app.route('GET', '/', async ({ answer }) => {
          await world.daybook.log('page.viewed')
          answer(200)
        })
      })
      await fetch(server.url)
      assert.equal((await world.events())[0]?.ip, '127.0.0.0')
    },
  },
  {
    name: 'C08 the actor, the impersonator and the tenant are asked for at every log()',
    async run(framework) {
      const world = contractWorld(framework)
      const { daybook, users } = world
      const grace = { type: 'User', id: 9, name: 'Grace', password: 's3cret' }
      await using server = await world.serve((app) => {
        app.useContext(daybook, {
          actor: (source) => users.get(source),
          impersonator: (source) => users.has(source) && grace,
          tenant: (source) => (users.has(source) ? 'acme' : undefined),
        })
        app.use(world.signIn)
        app.route('GET', '/', async ({ source, answer }) => {
          await daybook.log('user.left')
          users.delete(source)
          await daybook.log('page.viewed')
          answer(200)
        })
      })
      await fetch(server.url, { headers: { 'x-user': '7' } })
      const [before, after] = await world.events()
      assert.deepEqual([before?.actor?.id, before?.tenant], ['7', 'acme'])
      assert.deepEqual(before?.context.impersonator, { type: 'User', id: 9, name: 'Grace' })
      assert.deepEqual([after?.actor, after?.tenant, after?.context.impersonator], [null, null, undefined])
    },
  },
  {
    name: 'C09 (I10) an actor function that throws is reported; errors of the app are left alone',
    async run(framework) {
      const world = contractWorld(framework)
      const seen: unknown[] = []
      const failure = new Error('no session')
      await using server = await world.serve((app) => {
        app.onError((error) => {
          seen.push((error as Error).message, world.daybook.context.current().requestId)
        })
        app.useContext(world.daybook, {
          actor: () => {
            throw failure
          },
        })
        app.route('GET', '/', async () => {
          await world.daybook.log('page.viewed')
          throw new Error('of the app')
        })
      })
      const answer = await fetch(server.url, { headers: { 'x-request-id': 'r1' } })
      assert.equal(answer.status, 500)
      assert.equal(seen[0], 'of the app')
      assert.ok(world.errors.includes(failure))
      const [event] = await world.events()
      assert.deepEqual([event?.actor, event?.context.actorUnresolved], [null, true])
    },
  },
  {
    name: 'C10 (I05) mounted twice, a request keeps its one id; what runs outside of requests has none',
    async run(framework) {
      const world = contractWorld(framework)
      await using server = await world.serve((app) => {
        app.useContext(world.daybook)
        app.useContext(world.daybook)
        app.route('GET', '/', async ({ answer }) => {
          await world.daybook.log('page.viewed')
          answer(200)
        })
      })
      const answer = await fetch(server.url, { headers: { 'x-request-id': 'client' } })
      assert.equal(answer.headers.get('x-request-id'), 'client')
      await world.daybook.log('job.ran')
      assert.deepEqual(
        (await world.events()).map(({ requestId, ip }) => [requestId, ip]),
        [
          ['client', '127.0.0.1'],
          [null, null],
        ],
      )
    },
  },
  {
    name: 'C11 (I06, I08) headers that name a user or an address are believed by nobody',
    async run(framework) {
      const world = contractWorld(framework)
      await using server = await world.serve((app) => {
        app.useContext(world.daybook)
        app.route('GET', '/', async ({ answer }) => {
          await world.daybook.log('page.viewed')
          answer(200)
        })
      })
      const forged = '203.0.113.9'
      const headers = {
        ...{ 'x-user-id': '1', 'x-user': 'admin', 'remote-user': 'admin', 'x-forwarded-user': 'admin' },
        ...{ 'x-forwarded-for': forged, 'x-real-ip': forged, forwarded: `for=${forged}` },
      }
      await fetch(server.url, { headers })
      const [event] = await world.events()
      assert.deepEqual([event?.actor, event?.tenant, event?.ip], [null, null, '127.0.0.1'])
      assert.doesNotMatch(JSON.stringify(event), /admin|203\.0\.113\.9/)
    },
  },
  {
    name: 'C12 (I04) work that outlives its request says itself who does it',
    async run(framework) {
      const world = contractWorld(framework)
      const { promise: answered, resolve: hasAnswered } = Promise.withResolvers<void>()
      const { promise: done, resolve: isDone } = Promise.withResolvers<void>()
      await using server = await world.serve((app) => {
        app.useContext(world.daybook, { actor: () => ({ type: 'User', id: 7 }) })
        app.route('GET', '/', async ({ answer }) => {
          const work = async () => {
            await world.daybook.withActor({ type: 'job', id: 'nightly' }, () => world.daybook.log('job.ran'))
            await world.daybook.context.run({ actor: null, requestId: null }, () =>
              world.daybook.log('job.ran'),
            )
          }
          void answered.then(work).then(isDone)
          answer(200)
        })
      })
      await fetch(server.url, { headers: { 'x-request-id': 'r1' } })
      hasAnswered()
      await done
      assert.deepEqual(
        (await world.events()).map(({ actor, requestId }) => [actor?.id, requestId]),
        [
          ['nightly', 'r1'],
          [undefined, null],
        ],
      )
    },
  },
]
