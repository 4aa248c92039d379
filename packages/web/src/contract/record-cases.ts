import assert from 'node:assert/strict'
import { request } from 'node:http'
import type { DaybookEvent } from '@daybook/core'
import { contractWorld, eventually } from './contract-world.ts'
import type { ContractCase } from './framework.ts'

const json = { 'content-type': 'application/json' }
const form = { 'content-type': 'application/x-www-form-urlencoded' }

const summary = ({ action, outcome, statusCode, context }: DaybookEvent) => [
  action,
  outcome,
  statusCode,
  context.path,
]

/** What the records of requests must be. */
export const recordCases: readonly ContractCase[] = [
  {
    name: 'R01 (I10, rows 53, 56-60, 68) each request has one record: type by method, outcome by status, route, duration, actor',
    async run(framework) {
      const world = contractWorld(framework)
      await using server = await world.serve((app) => {
        app.useContext(world.daybook, { actor: (source) => world.users.get(source) })
        app.useRecords(world.requests)
        app.use(world.signIn)
        for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])
          app.route(method, '/users/:id', ({ answer }) => answer(200, 'ok'))
        app.route('GET', '/moved', ({ answer }) => answer(302, '', { location: '/' }))
        app.route('GET', '/secret', ({ fail }) => fail(403))
        app.route('GET', '/broken', () => {
          throw new Error('broken')
        })
        app.nested('/late/:id', async () => {
          throw new Error('late')
        })
      })
      const ask = async (method: string, path: string) => {
        const answer = await fetch(`${server.url}${path}`, {
          method,
          redirect: 'manual',
          headers: { 'x-user': '7' },
        })
        await answer.arrayBuffer()
      }
      for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']) await ask(method, '/users/ada')
      for (const path of ['/moved', '/secret', '/broken', '/api/acme/late/1', '/nowhere'])
        await ask('GET', path)
      await eventually(async () => assert.equal(await world.requests.count(), 11))
      const records = await world.records()
      assert.deepEqual(records.map(summary), [
        ['Read', 'success', 200, '/users/:id'],
        ['Read', 'success', 200, '/users/:id'],
        ['Create', 'success', 200, '/users/:id'],
        ['Update', 'success', 200, '/users/:id'],
        ['Update', 'success', 200, '/users/:id'],
        ['Delete', 'success', 200, '/users/:id'],
        ['Read', 'success', 302, '/moved'],
        ['Read', 'denied', 403, '/secret'],
        ['Read', 'failure', 500, '/broken'],
        ['Read', 'failure', 500, '/api/:tenant/late/:id'],
        ['Read', 'failure', 404, '/nowhere'],
      ])
      for (const { actor, durationMs, requestId, note } of records) {
        assert.equal(actor?.id, '7')
        assert.ok(durationMs !== null && durationMs > 0 && durationMs < 10_000)
        assert.ok(requestId)
        assert.doesNotMatch(note, /ada/)
      }
      assert.equal(await world.daybook.count(), 0)
    },
  },
  {
    name: 'R02 a client that goes away is recorded as aborted, without a status',
    async run(framework) {
      const world = contractWorld(framework)
      await using server = await world.serve((app) => {
        app.useContext(world.daybook)
        app.useRecords(world.requests)
        app.route('GET', '/slow', () => new Promise(() => {}))
      })
      const client = request(`${server.url}/slow`)
      client.on('error', () => {})
      client.end()
      client.on('socket', (socket) => socket.on('connect', () => setTimeout(() => client.destroy(), 50)))
      await eventually(async () => assert.equal(await world.requests.count(), 1))
      const [record] = await world.records()
      assert.deepEqual(
        [record?.outcome, record?.reason, record?.statusCode, record?.data],
        ['failure', 'aborted', null, { aborted: true }],
      )
    },
  },
  {
    name: 'R03 (row 55) the record of a sign-out names who was signed in',
    async run(framework) {
      const world = contractWorld(framework)
      await using server = await world.serve((app) => {
        app.useContext(world.daybook, { actor: (source) => world.users.get(source) })
        app.useRecords(world.requests)
        app.use(world.signIn)
        app.route('POST', '/logout', ({ source, answer }) => {
          world.users.delete(source)
          answer(204)
        })
      })
      await fetch(`${server.url}/logout`, { method: 'POST', headers: { 'x-user': '7' } })
      await eventually(async () => assert.equal((await world.records())[0]?.actor?.id, '7'))
    },
  },
  {
    name: 'R04 (row 66) paths, patterns, methods, routes and functions include and exclude; a sample keeps failures',
    async run(framework) {
      const world = contractWorld(framework)
      await using server = await world.serve((app) => {
        app.useContext(world.daybook)
        app.useRecords(world.requests, {
          include: ['/a', { method: ['POST', 'PUT'] }, { route: '/users/:id' }],
          exclude: [
            '/admin/',
            /\/a\d+/,
            { route: '/a/:id' },
            { method: 'PUT', path: '/put' },
            (source) => world.users.has(source),
          ],
        })
        for (const path of ['/admin/x', '/a7', '/a/:id', '/all', '/b', '/users/:id'])
          app.route('GET', path, ({ answer }) => answer(200))
        app.route('PUT', '/put', ({ answer }) => answer(200))
        app.route('PUT', '/put/other', ({ answer }) => answer(200))
        app.route('POST', '/b', ({ answer }) => answer(200))
      })
      for (const path of ['/admin/x', '/a7', '/a/7', '/all', '/b', '/users/7']) await fetch(server.url + path)
      await fetch(`${server.url}/put`, { method: 'PUT' })
      await fetch(`${server.url}/b`, { method: 'POST' })
      await eventually(async () =>
        assert.deepEqual(
          (await world.records()).map(({ note }) => note),
          ['GET /all', 'GET /users/:id', 'POST /b'],
        ),
      )
    },
  },
  {
    name: 'R05 a sample of nothing still records what failed',
    async run(framework) {
      const world = contractWorld(framework)
      await using server = await world.serve((app) => {
        app.useContext(world.daybook)
        app.useRecords(world.requests, { sample: 0 })
        app.route('GET', '/', ({ answer }) => answer(200))
      })
      await fetch(server.url)
      await fetch(`${server.url}/nowhere`)
      await eventually(async () => assert.equal(await world.requests.count(), 1))
      assert.deepEqual((await world.records()).map(summary), [['Read', 'failure', 404, '/nowhere']])
    },
  },
  {
    name: 'R06 (I12) nothing of a body, a cookie, a credential or the value of a query is kept unasked',
    async run(framework) {
      const world = contractWorld(framework)
      await using server = await world.serve((app) => {
        app.useContext(world.daybook)
        app.useRecords(world.requests)
        app.useParser()
        app.route('POST', '/pay/:card', ({ answer }) => answer(200, { s3cret: 's3cret' }))
      })
      await fetch(`${server.url}/pay/s3cret?code=s3cret&code=s3cret2&next=/x`, {
        method: 'POST',
        headers: { ...json, cookie: 'a=s3cret', authorization: 'Bearer s3cret', 'x-api-key': 's3cret' },
        body: JSON.stringify({ a: 's3cret' }),
      })
      await eventually(async () => assert.equal(await world.requests.count(), 1))
      const [record] = await world.records()
      assert.deepEqual(record?.data, { query: ['code', 'next'] })
      assert.doesNotMatch(JSON.stringify(record), /s3cret/)
    },
  },
  {
    name: 'R07 (rows 61-63) bodies are kept when asked for: JSON, forms and text, redacted; others are described',
    async run(framework) {
      const world = contractWorld(framework)
      await using server = await world.serve((app) => {
        app.useContext(world.daybook)
        app.useRecords(world.requests, {
          capture: { requestBody: true, responseBody: true, maxBytes: 100 },
        })
        app.useParser()
        app.route('POST', '/echo', ({ answer }) => answer(200, { ok: true, token: 's3cret' }))
        app.route('POST', '/text', ({ answer }) => answer(200, 'plain', { 'content-type': 'text/plain' }))
      })
      const send = async (
        headers: Record<string, string>,
        body: string | Uint8Array<ArrayBuffer>,
        path = '/echo',
      ) => {
        await world.requests.flush()
        const seen = await world.requests.count()
        const answer = await fetch(server.url + path, { method: 'POST', headers, body })
        await answer.arrayBuffer()
        await eventually(async () => assert.equal(await world.requests.count(), seen + 1))
        return (await world.records()).at(-1)?.data as { requestBody: unknown; responseBody: unknown }
      }
      const mark = { $daybook: 'redacted' }
      const sent = await send(json, '{"name":"Ada","password":"s3cret","list":[{"api_key":"s3cret"}]}')
      assert.deepEqual(sent, {
        requestBody: { name: 'Ada', password: mark, list: [{ api_key: mark }] },
        responseBody: { ok: true, token: mark },
      })
      const ofForm = await send(form, 'name=Ada&new_password1=s3cret&name=Grace')
      assert.deepEqual(ofForm.requestBody, { name: 'Grace', new_password1: mark })
      const ofText = await send({ 'content-type': 'text/plain' }, 'hello', '/text')
      assert.deepEqual(ofText, { requestBody: 'hello', responseBody: 'plain' })
      const binary = await send({ 'content-type': 'application/octet-stream' }, new Uint8Array([0, 255]))
      assert.deepEqual(binary.requestBody, { omitted: 'binary', type: 'application/octet-stream', bytes: 2 })
      const long = await send(json, JSON.stringify({ password: 's3cret'.repeat(50) }))
      assert.deepEqual(long.requestBody, { omitted: 'too-large', type: 'application/json', bytes: 315 })
      const broken = await send(json, '{"password":"s3cret')
      assert.deepEqual(broken.requestBody, { omitted: 'malformed', type: 'application/json', bytes: 19 })
      assert.deepEqual((await send(json, '')).requestBody, {})
      assert.doesNotMatch(JSON.stringify(await world.records()), /s3cret/)
    },
  },
  {
    name: 'R08 (I11, row 69) a store that is away changes no answer, and a route that is marked required answers 503 first',
    async run(framework) {
      const world = contractWorld(framework)
      let effects = 0
      await using server = await world.serve((app) => {
        app.useContext(world.daybook)
        app.useRecords(world.requests)
        app.route('GET', '/', ({ answer }) => answer(200, 'ok'))
        const pay = ({ answer }: { answer: (status: number) => void }) => {
          effects++
          answer(201)
        }
        app.route('POST', '/pay', pay, { required: world.requests })
      })
      assert.equal((await fetch(`${server.url}/pay`, { method: 'POST' })).status, 201)
      await eventually(async () => assert.equal(await world.requests.count(), 2))
      assert.deepEqual((await world.records()).map(summary), [
        ['request.accepted', 'success', null, '/pay'],
        ['Create', 'success', 201, '/pay'],
      ])
      world.breakRequests()
      const answer = await fetch(server.url)
      assert.deepEqual([answer.status, await answer.text()], [200, 'ok'])
      assert.equal((await fetch(`${server.url}/pay`, { method: 'POST' })).status, 503)
      assert.equal(effects, 1)
    },
  },
]
