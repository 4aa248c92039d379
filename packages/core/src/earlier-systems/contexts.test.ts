import { setTimeout as sleep } from 'node:timers/promises'
import { type ContextValues, context, createDaybook } from '@daybook/core'
import { getDaybook, hasDaybook, registerDaybook } from '@daybook/core/config'
import { configure, createEvent, emit, isConfigured, log } from '@daybook/core/default'
import { createMemoryStore } from '@daybook/core/memory'
import { describe, expect, test } from 'vitest'

// What the core reproduces of the systems before it, one test a feature: contexts and named daybooks.

const setUp = () => createDaybook({ store: createMemoryStore() })

const noScope = expect.objectContaining({ name: 'ConfigurationError', code: 'DAYBOOK_NO_SCOPE' })
const unknownContext = expect.objectContaining({
  name: 'ConfigurationError',
  code: 'DAYBOOK_UNKNOWN_CONTEXT',
  message: expect.stringContaining('No context named `other` was entered in this scope.'),
})

describe('named contexts', () => {
  test('row 90: are entered and left by name, in any order; an unknown name is an error', async () => {
    const daybook = setUp()
    await context.run({}, async () => {
      context.enter('course', { course: 'm101' })
      context.enter('page', { page: 3 })
      const { context: both } = await daybook.log('a')
      expect(both).toEqual({ course: 'm101', page: 3 })
      context.exit('course')
      expect((await daybook.log('a')).context).toEqual({ page: 3 })
      context.exit('page')
      expect((await daybook.log('a')).context).toEqual({})
      expect(() => context.exit('other')).toThrow(unknownContext)
    })
    expect(() => context.enter('course', {})).toThrow(noScope)
  })

  test('row 91: the scoped form ends whatever happens, also with async work', async () => {
    const daybook = setUp()
    await context.run({}, async () => {
      const inside = await context.with('job', { job: 7 }, async () => {
        await sleep(1)
        return daybook.log('a')
      })
      expect(inside.context).toEqual({ job: 7 })
      expect(context.current()).toEqual({})
      const late = context.with('job', { job: 8 }, async () => {
        await sleep(1)
        throw new Error('late')
      })
      await expect(late).rejects.toThrow('late')
      const early = context.with('job', { job: 9 }, () => {
        throw new Error('early')
      })
      await expect(early).rejects.toThrow('early')
      await context.with('job', { job: 10 }, () => context.exit('job'))
      expect(context.current()).toEqual({})
      expect(() => context.exit('job')).toThrow(/No context named `job`/)
    })
  })

  test('row 91: of works that run side by side, each has its own', async () => {
    const daybook = setUp()
    const names = Array.from({ length: 20 }, (_, number) => `item ${number}`)
    const events = await context.run({ job: 1 }, () =>
      Promise.all(
        names.map((item, number) =>
          context.with('item', { item }, async () => {
            await sleep(20 - number)
            return daybook.log('a')
          }),
        ),
      ),
    )
    expect(events.map((event) => event.context)).toEqual(names.map((item) => ({ job: 1, item })))
    context.run({ job: 1 }, () => expect(context.current()).toEqual({ job: 1 }))
  })

  test('row 92: are merged key by key in the order of entry, the later wins', () => {
    context.run({}, () => {
      context.enter('one', { shared: 'one', only: { deep: 1 }, list: [1] })
      context.enter('two', { shared: 'two', list: [2] })
      expect(context.current()).toEqual({ shared: 'two', only: { deep: 1 }, list: [2] })
      context.enter('three', { only: { other: 2 } })
      expect(context.current().only).toEqual({ other: 2 })
    })
  })

  test('row 93: entered again, a name keeps its place; the scoped form gives the outer value back', async () => {
    await context.run({}, async () => {
      context.enter('one', { key: 1, first: true })
      context.enter('two', { key: 2 })
      context.enter('one', { key: 3 })
      expect(context.current()).toEqual({ key: 2 })
      await context.with('two', { key: 4 }, async () => {
        expect(context.current()).toEqual({ key: 4 })
        await context.with('two', { key: 5 }, async () => expect(context.current()).toEqual({ key: 5 }))
        await context.with('one', { key: 6 }, async () => expect(context.current()).toEqual({ key: 4 }))
        expect(context.current()).toEqual({ key: 4 })
      })
      expect(context.current()).toEqual({ key: 2 })
      context.exit('two')
      expect(context.current()).toEqual({ key: 3 })
    })
  })

  test('row 94: belong to one request: inherited inside, unseen beside, gone afterwards', async () => {
    const daybook = setUp()
    const request = (requestId: string) =>
      context.run({ requestId }, async () => {
        context.enter('user', { user: requestId })
        await sleep(Math.random() * 5)
        const child = await context.run({ step: 'inner' }, () => daybook.log('child'))
        const timer = await new Promise<string | null>((resolve) =>
          setTimeout(() => daybook.log('timer').then((event) => resolve(event.requestId)), 1),
        )
        return { child, timer }
      })
    const ids = Array.from({ length: 100 }, (_, number) => `req_${number}`)
    const answers = await Promise.all(ids.map(request))
    for (const [index, { child, timer }] of answers.entries()) {
      expect(child).toMatchObject({ requestId: ids[index], context: { user: ids[index], step: 'inner' } })
      expect(timer).toBe(ids[index])
    }
    expect(await daybook.log('after')).toMatchObject({ requestId: null, context: {} })
    expect(context.current()).toEqual({})
  })

  test('row 95: come from a locator that the app may replace: shared, per request, or both', async () => {
    const shared: Record<string, unknown> = { service: 'billing', actor: { type: 'system', id: 'billing' } }
    const at = (locateContext?: () => ContextValues) =>
      createDaybook({ store: createMemoryStore(), ...(locateContext && { locateContext }) })
    const logged = (daybook: ReturnType<typeof at>) =>
      context.run({ requestId: 'req_1', step: 2 }, async () => daybook.log('a'))
    expect(await logged(at())).toMatchObject({ actor: null, requestId: 'req_1', context: { step: 2 } })
    expect(await logged(at(() => shared))).toMatchObject({
      actor: { type: 'system', id: 'billing' },
      requestId: null,
      context: { service: 'billing' },
    })
    shared.service = 'invoicing'
    expect(await logged(at(() => ({ ...shared, ...context.current() })))).toMatchObject({
      actor: { id: 'billing' },
      requestId: 'req_1',
      context: { service: 'invoicing', step: 2 },
    })
  })

  test('row 96: travel into a job as text', async () => {
    const daybook = setUp()
    const values = { tenant: 'acme', requestId: 'req_1', queue: { name: 'mail' } }
    const text = context.run({ ...values, actor: () => ({ type: 'User', id: 7, name: 'ada' }) }, () => {
      context.enter('step', { step: 2 })
      return context.serialize()
    })
    expect(typeof text).toBe('string')
    const event = await context.restore(text, () => daybook.log('mail.sent'))
    expect(event).toMatchObject({
      tenant: 'acme',
      requestId: 'req_1',
      actor: { type: 'User', id: '7', name: 'ada' },
      context: { queue: { name: 'mail' }, step: 2 },
    })
    expect(context.current()).toEqual({})
    expect(() => context.restore('[]', () => {})).toThrow(
      expect.objectContaining({ name: 'ValidationError', code: 'DAYBOOK_BAD_CONTEXT' }),
    )
  })

  test('row 96: take of an object of the app its reference along, and nothing else of it', async () => {
    class Member {
      readonly id = 7
      readonly name = 'ada'
      readonly hash = 'hunter2'
    }
    const daybook = createDaybook({ store: createMemoryStore({ references: { Member } }) })
    const text = daybook.withActor(new Member(), () => daybook.context.serialize())
    expect(JSON.parse(text)).toEqual({ actor: { type: 'Member', id: '7', name: 'ada' } })
    const event = await daybook.context.restore(text, () => daybook.log('a'))
    expect(event.actor).toEqual({ type: 'Member', id: '7', name: 'ada' })
    const nobody = daybook.withActor({ id: 1, isAuthenticated: false } as never, () =>
      daybook.context.serialize(),
    )
    expect(JSON.parse(nobody)).toEqual({ actor: null })
  })
})

describe('named daybooks', () => {
  const notConfigured = (message: string) =>
    expect.objectContaining({
      name: 'ConfigurationError',
      code: 'DAYBOOK_NOT_CONFIGURED',
      message: expect.stringContaining(message),
    })

  test('row 98: without a default daybook, a clear error', async () => {
    expect(isConfigured()).toBe(false)
    const expected = notConfigured('There is no daybook named `default`. Call configure({ store }) first.')
    await expect(log('a')).rejects.toEqual(expected)
    await expect(createEvent('a')).rejects.toEqual(expected)
    await expect(emit('a')).rejects.toEqual(expected)
    expect(() => getDaybook()).toThrow(expected)
  })

  test('row 97: are registered and found by name; a missing one is an error, and one is the default', async () => {
    const billing = setUp()
    registerDaybook('billing', billing)
    expect(hasDaybook('billing')).toBe(true)
    expect(getDaybook('billing')).toBe(billing)
    expect(() => getDaybook('biling')).toThrow(
      notConfigured('There is no daybook named `biling`. Did you mean `billing`?'),
    )
    const store = createMemoryStore()
    configure({ store })
    expect(isConfigured()).toBe(true)
    const event = await log('a')
    expect(await getDaybook().get(event.id)).toEqual(event)
    expect(await getDaybook('default').count()).toBe(1)
    expect(await billing.count()).toBe(0)
    configure({ store: createMemoryStore() })
    expect(await getDaybook().count()).toBe(0)
  })
})

test('row 125: a command has its name in the context of what it logs', async () => {
  const daybook = setUp()
  const event = await context.run(
    { command: 'import-users', actor: { type: 'job', id: 'import-users' } },
    async () => {
      await sleep(1)
      return daybook.log('user.created')
    },
  )
  expect(event).toMatchObject({ actor: { type: 'job' }, context: { command: 'import-users' } })
  expect((await daybook.log('a')).context).toEqual({})
})

test('row 126: one correlation id for all events of a request, to be found by', async () => {
  const daybook = setUp()
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
  await context.run({ requestId: 'req_1', traceId }, async () => {
    await daybook.log('a')
    await Promise.resolve().then(() => daybook.log('b'))
  })
  await context.run({ requestId: 'req_2' }, () => daybook.log('c'))
  const found = await daybook.find({ requestId: 'req_1' })
  expect(found.events).toMatchObject([
    { action: 'b', traceId, context: {} },
    { action: 'a', traceId, context: {} },
  ])
  expect((await daybook.find({ traceId })).events).toEqual(found.events)
})

test('row 134: everything is asynchronous and keeps its context, its order and its callers apart', async () => {
  const daybook = setUp()
  const events = await Promise.all(
    Array.from({ length: 1_000 }, (_, number) =>
      context.run({ actor: { type: 'User', id: number } }, async () => {
        if (number % 3 === 0) await Promise.resolve()
        return daybook.log('a', { data: number })
      }),
    ),
  )
  for (const [number, event] of events.entries())
    expect([event.data, event.actor?.id]).toEqual([number, String(number)])
  expect(new Set(events.map(({ id }) => id)).size).toBe(1_000)
  expect(await daybook.count()).toBe(1_000)
})
