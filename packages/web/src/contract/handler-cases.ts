import assert from 'node:assert/strict'
import { contractWorld, eventually } from './contract-world.ts'
import type { ContractCase } from './framework.ts'

/** What the wrappers of handlers and the guards must do. */
export const handlerCases: readonly ContractCase[] = [
  {
    name: 'H01 (row 67) a tracked handler adds to the one record of its request, and makes one where there is none',
    async run(framework) {
      const world = contractWorld(framework)
      const { requests } = world
      const target = ({ params, result }: { params: object; result?: unknown }) =>
        result === undefined
          ? { type: 'Invoice', id: (params as { id: string }).id }
          : { type: 'Invoice', id: 42, name: String(result) }
      await using server = await world.serve((app) => {
        app.useContext(world.daybook)
        app.useRecords(requests, { exclude: ['/quiet'] })
        const pay = ({ answer }: { answer: (status: number) => void }) => {
          answer(200)
          return Promise.resolve('INV-42')
        }
        const options = { action: 'invoice.paid', target, data: { by: 'card' } }
        app.route('POST', '/invoices/:id', pay, { tracked: [requests, options] })
        app.route('POST', '/quiet/:id', pay, { tracked: [requests, options] })
        app.route(
          'DELETE',
          '/invoices/:id',
          () => {
            throw new Error('locked')
          },
          { tracked: [requests, { target }] },
        )
      })
      for (const path of ['/invoices/42', '/quiet/42']) await fetch(server.url + path, { method: 'POST' })
      await fetch(`${server.url}/invoices/7`, { method: 'DELETE' })
      await eventually(async () => assert.equal(await requests.count(), 3))
      const paid = ['invoice.paid', 'success', { type: 'Invoice', id: '42', name: 'INV-42' }, { by: 'card' }]
      assert.deepEqual(
        (await world.records()).map(({ action, outcome, target, data }) => [action, outcome, target, data]),
        [paid, paid, ['Delete', 'failure', { type: 'Invoice', id: '7' }, {}]],
      )
      assert.deepEqual(world.errors, [])
    },
  },
  {
    name: 'H02 (row 78) a logged handler logs its own event, with the outcome that was answered',
    async run(framework) {
      const world = contractWorld(framework)
      const { daybook } = world
      await using server = await world.serve((app) => {
        app.useContext(daybook, { actor: (source) => world.users.get(source) })
        app.use(world.signIn)
        app.route('POST', '/paid', ({ answer }) => answer(201), { logged: [daybook, 'invoice.paid'] })
        app.route('POST', '/no', ({ answer }) => answer(403), { logged: [daybook, 'invoice.voided'] })
        app.route('POST', '/broken', ({ fail }) => fail(409), { logged: [daybook, 'invoice.sent'] })
        app.route('POST', '/quiet', ({ answer }) => answer(400), {
          logged: [daybook, { action: 'invoice.seen', failures: false }],
        })
      })
      for (const path of ['/paid', '/no', '/broken', '/quiet']) {
        const answer = await fetch(server.url + path, { method: 'POST', headers: { 'x-user': '7' } })
        await answer.text()
      }
      await eventually(async () => assert.equal(await daybook.count(), 3))
      assert.deepEqual(
        (await world.events()).map(({ action, outcome, statusCode, actor }) => [
          action,
          outcome,
          statusCode,
          actor?.id,
        ]),
        [
          ['invoice.paid', 'success', 201, '7'],
          ['invoice.voided', 'denied', 403, '7'],
          ['invoice.sent', 'failure', 409, '7'],
        ],
      )
    },
  },
  {
    name: 'H03 (row 71) guards let pass and record whom they refuse; the record says the same',
    async run(framework) {
      const world = contractWorld(framework)
      const { daybook, requests } = world
      const groups = (source: object) => (world.users.get(source)?.id === 1 ? ['admin'] : ['administrators'])
      await using server = await world.serve((app) => {
        app.useContext(daybook, { actor: (source) => world.users.get(source) })
        app.useRecords(requests)
        app.use(world.signIn)
        app.route('GET', '/mine', ({ answer }) => answer(200), { requireActor: [daybook] })
        app.route('GET', '/admin', ({ answer }) => answer(200), { inGroup: [daybook, 'admin', groups] })
      })
      const status = async (path: string, user?: string) => {
        const answer = await fetch(server.url + path, user ? { headers: { 'x-user': user } } : {})
        await answer.text()
        return answer.status
      }
      assert.deepEqual([await status('/mine'), await status('/mine', '2')], [401, 200])
      assert.deepEqual(
        [await status('/admin'), await status('/admin', '2'), await status('/admin', '1')],
        [401, 403, 200],
      )
      await eventually(async () => assert.equal(await requests.count(), 5))
      assert.deepEqual(
        (await world.events()).map(({ action, outcome, reason, statusCode, actor, note }) => [
          action,
          outcome,
          reason,
          statusCode,
          actor?.id,
          note,
        ]),
        [
          ['authz_fail', 'denied', 'nobody is signed in', 401, undefined, '/mine'],
          ['authz_fail', 'denied', 'not in group admin', 401, undefined, '/admin'],
          ['authz_fail', 'denied', 'not in group admin', 403, '2', '/admin'],
        ],
      )
      assert.deepEqual(
        (await world.records()).map(({ outcome, reason }) => [outcome, reason]),
        [
          ['denied', 'nobody is signed in'],
          ['success', null],
          ['denied', 'not in group admin'],
          ['denied', 'not in group admin'],
          ['success', null],
        ],
      )
    },
  },
  {
    name: 'H04 (rows 49-53, 55) page views have the exact forms of the earlier system under strict, and sense otherwise',
    async run(framework) {
      const world = contractWorld(framework)
      const { daybook } = world
      await using server = await world.serve((app) => {
        app.useContext(daybook, { actor: (source) => world.users.get(source) })
        app.use(world.signIn)
        for (const mode of ['strict', 'modern'] as const) {
          app.route(
            'GET',
            `/${mode}/:status`,
            ({ source, params, answer }) => {
              world.users.delete(source)
              answer(Number(params.status), '', { location: '/next?code=s3cret' })
            },
            { pageView: [daybook, { mode }] },
          )
          app.route(
            'GET',
            `/throws/${mode}`,
            () => {
              throw new Error('thrown')
            },
            { pageView: [daybook, { mode }] },
          )
        }
      })
      const statuses = [200, 201, 302, 301, 304, 403, 404]
      const views = async (mode: string) => {
        const before = await daybook.count()
        for (const status of statuses) {
          const headers = { 'x-user': '7' }
          await fetch(`${server.url}/${mode}/${status}?q=1`, { redirect: 'manual', headers })
        }
        assert.equal((await fetch(`${server.url}/throws/${mode}`)).status, 500)
        await eventually(async () => assert.equal(await daybook.count(), before + statuses.length))
        const events = (await world.events()).slice(before)
        assert.deepEqual(
          events.map(({ actor, statusCode }) => [actor?.id, statusCode]),
          statuses.map((status) => ['7', status]),
        )
        return events.map(({ action, note, outcome }) => [action, note, outcome])
      }
      const error = (status: number) => [
        'PageError',
        `/strict/${status}\nResponse Code: ${status}`,
        'success',
      ]
      assert.deepEqual(await views('strict'), [
        ['PageViewed', '/strict/200', 'success'],
        error(201),
        ['Redirected', 'From: /strict/302 \tTo: /next?code=s3cret', 'success'],
        error(301),
        error(304),
        error(403),
        error(404),
      ])
      assert.deepEqual(await views('modern'), [
        ['PageViewed', '/modern/200', 'success'],
        ['PageViewed', '/modern/201', 'success'],
        ['Redirected', 'From: /modern/302 \tTo: /next', 'success'],
        ['Redirected', 'From: /modern/301 \tTo: /next', 'success'],
        ['PageViewed', '/modern/304', 'success'],
        ['PageError', '/modern/403\nResponse Code: 403', 'denied'],
        ['PageError', '/modern/404\nResponse Code: 404', 'failure'],
      ])
    },
  },
]
