import assert from 'node:assert/strict'
import { contractWorld } from './contract-world.ts'
import type { ContractCase } from './framework.ts'

/** What the recording endpoint must do. */
export const endpointCases: readonly ContractCase[] = [false, true].map((hasParser) => ({
  name: `E01 (row 88) an event is recorded over HTTP, by whom and what is allowed alone${hasParser ? ', behind a parser' : ''}`,
  async run(framework) {
    const world = contractWorld(framework)
    const { daybook, users } = world
    await using server = await world.serve((app) => {
      app.useContext(daybook, { actor: (source) => users.get(source) })
      if (hasParser) app.useParser()
      app.use(world.signIn)
      app.record('/events', daybook, { authorize: (source) => users.has(source), actions: ['page.printed'] })
    })
    const send = async (body: string, headers: Record<string, string> = {}) => {
      const answer = await fetch(`${server.url}/events`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', 'x-user': '7', ...headers },
      })
      return [answer.status, await answer.json().catch(() => undefined)]
    }
    const event = { name: 'page.printed', note: 'in colour', payload: { pages: 3, password: 'hunter2' } }
    const forged = { ...event, actor: { type: 'User', id: 1 }, tenant: 'other', context: { requestId: 'x' } }
    assert.deepEqual(await send(JSON.stringify(event)), [201, { name: 'page.printed', saved: true }])
    assert.deepEqual(await send(JSON.stringify(forged)), [201, { name: 'page.printed', saved: true }])

    const other = JSON.stringify({ ...event, name: 'invoice.paid' })
    assert.deepEqual(await send(other), [400, { error: 'name' }])
    assert.deepEqual(await send('{"name":"__proto__"}'), [400, { error: 'name' }])
    const bad = JSON.stringify({ name: 'page.printed', note: { text: 'no text' } })
    assert.deepEqual(await send(bad), [400, { error: 'DAYBOOK_INVALID_FIELD' }])
    const malformed = await send('{"name":')
    assert.equal(malformed[0], 400)
    assert.equal((await send(JSON.stringify(event), { 'content-type': 'text/plain' }))[0], 415)
    const long = JSON.stringify({ ...event, note: 'x'.repeat(20_000) })
    assert.deepEqual(await send(long), [413, { error: 'body' }])
    assert.deepEqual(await send(JSON.stringify(event), { 'x-user': '0' }), [401, { error: 'authorization' }])

    assert.deepEqual(
      (await world.events()).map(({ action, actor, note, data, tenant, context, reason }) => [
        action,
        actor?.id,
        note,
        data,
        tenant,
        context.recordedFrom,
        reason,
      ]),
      [
        ...[1, 2].map(() => [
          'page.printed',
          '7',
          'in colour',
          { pages: 3, password: { $daybook: 'redacted' } },
          null,
          'endpoint',
          null,
        ]),
        ['authz_fail', undefined, '/events', {}, null, undefined, 'may not record'],
      ],
    )
  },
}))

/** What an endpoint does when it cannot go on. */
export const endpointFailureCases: readonly ContractCase[] = [
  {
    name: 'E02 (row 88) the recording endpoint caps what one client sends, and says when the store takes nothing',
    async run(framework) {
      const world = contractWorld(framework)
      const { requests } = world
      await using server = await world.serve((app) => {
        app.useContext(world.daybook)
        app.record('/events', requests, {
          authorize: () => true,
          actions: ['page.printed'],
          maxPerMinute: 2,
          onError: (error) => world.errors.push(error),
        })
      })
      const send = async () => {
        const answer = await fetch(`${server.url}/events`, {
          method: 'POST',
          body: '{"name":"page.printed"}',
          headers: { 'content-type': 'application/json' },
        })
        return [answer.status, await answer.json(), answer.headers.has('retry-after')]
      }
      assert.deepEqual(await send(), [201, { name: 'page.printed', saved: true }, false])
      world.breakRequests()
      assert.deepEqual(await send(), [503, { error: 'store' }, false])
      assert.equal(world.errors.length, 1)
      assert.deepEqual(await send(), [429, { error: 'rate' }, true])
    },
  },
]
