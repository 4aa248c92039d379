import { createDaybook, type Daybook } from '@daybook/core'
import { createFeedStatements, eventTable } from '@daybook/sql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BareStore, connectLimited, engines, openBareStore, storeOver } from './bare-drivers.ts'

describe.each(engines)('%s', (engine) => {
  let bare: BareStore
  let daybook: Daybook
  beforeAll(async () => {
    bare = await openBareStore(engine)
    daybook = createDaybook({ store: bare.store })
  })
  afterAll(() => bare.close())

  test('a batch of a thousand is one statement, and each event reads back as it was', async () => {
    const logged = await Promise.all(
      Array.from({ length: 1_001 }, (_, index) =>
        daybook.log('batch', { data: { index, text: '\'"\\ ☃ 😀 \n %_' }, note: `${index}` }),
      ),
    )
    const { events } = await daybook.find({ action: 'batch', order: 'oldest', limit: 1_000 })
    expect(events).toEqual(logged.slice(0, 1_000))
  })

  test('of a batch with ids that are there, the others are stored, and who was new is told', async () => {
    const occurredAt = '2026-01-01'
    const keyed = (index: number) => ({ occurredAt, idempotencyKey: `k${index}`, data: { index } })
    await Promise.all([3, 5, 8].map((index) => daybook.log('keyed', keyed(index))))
    const heard: unknown[] = []
    const stop = daybook.on('eventLogged', (event) => heard.push(event.data))
    await Promise.all(Array.from({ length: 10 }, (_, index) => daybook.log('keyed', keyed(index))))
    await Promise.all(Array.from({ length: 10 }, () => daybook.log('keyed', keyed(100))))
    stop()
    expect(await daybook.count({ action: 'keyed' })).toBe(11)
    expect(heard).toHaveLength(8)
    await expect(daybook.log('keyed', { ...keyed(3), data: {} })).rejects.toMatchObject({
      code: 'DAYBOOK_CONFLICT',
    })
  })

  test('times are UTC whatever the zone of the session', async () => {
    if (engine === 'sqlite') return
    const zone = { postgres: "SET TIME ZONE 'Asia/Kathmandu'", mariadb: "SET time_zone = '+05:45'" }[engine]
    const before = Date.now()
    const event = await daybook.log('zoned', { occurredAt: '2026-06-01T12:34:56.789Z' })
    await Promise.all(Array.from({ length: 4 }, () => bare.run(zone)))
    const after = await daybook.log('zoned')
    expect(Math.abs((after.recordedAt?.getTime() ?? 0) - before)).toBeLessThan(60_000)
    expect(await daybook.get(event.id)).toEqual(event)
    expect(await daybook.get(after.id)).toEqual(after)
  })

  test('references that differ in case, accents or a trailing space are different', async () => {
    const ids = ['evt-abc', 'evt-ABC', 'evt-ábc', 'evt-abc ']
    for (const id of ids)
      await daybook.log('similar', { actor: { type: 'User', id }, target: { type: 'x', id } })
    for (const id of ids)
      expect(await daybook.count({ action: 'similar', actor: { type: 'User', id } })).toBe(1)
  })

  test('the longest values that core allows fit', async () => {
    const wide = '\u{1F600}'.repeat(64)
    const logged = await daybook.log('a'.repeat(255), {
      tenant: wide,
      actor: { type: wide, id: wide, name: wide },
      target: { type: wide, id: '☃'.repeat(255) },
      note: '☃'.repeat(65_535),
      reason: '☃'.repeat(65_535),
    })
    expect(await daybook.get(logged.id)).toEqual(logged)
  })

  test.each(['without the feed', 'with the feed'])(
    'X4: the right to insert and to select is all it needs, %s',
    async (feed) => {
      if (engine === 'sqlite') return
      const hasFeed = feed === 'with the feed'
      if (hasFeed)
        for (const statement of createFeedStatements(bare.dialect, eventTable({}))) await bare.run(statement)
      const limited = await connectLimited(bare, engine)
      const writer = createDaybook({ store: storeOver(engine, limited) })
      const details = { occurredAt: '2026-02-02', idempotencyKey: feed, tenant: feed }
      const [first, second] = [await writer.log('limited', details), await writer.log('limited', details)]
      expect(second).toEqual(first)
      expect(await writer.count({ tenant: feed })).toBe(1)
      if (hasFeed) {
        expect(await bare.run('SELECT id FROM daybook_events_pending')).toHaveLength(1)
        await expect(limited.run('SELECT id FROM daybook_events_pending')).rejects.toThrow()
      }
      await expect(limited.run('DELETE FROM daybook_events')).rejects.toThrow()
      await limited.close()
    },
  )
})
