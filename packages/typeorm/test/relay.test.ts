import { createDaybook, type DaybookEvent, type EventSink } from '@daybook/core'
import { createMemorySink } from '@daybook/core/memory'
import { createRelay } from '@daybook/core/relay'
import { createEventMigration, createFeedMigration, createTypeormStore } from '@daybook/typeorm'
import { DataSource } from 'typeorm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { freshDatabase } from '../../../scripts/test-servers.mjs'
import { type Dialect, dialects } from './engines.ts'

const refused = Object.assign(new Error('this content never'), { poison: true })

describe.each(dialects)('%s', (dialect: Dialect) => {
  let database: Awaited<ReturnType<typeof freshDatabase>> | undefined
  let dataSource: DataSource
  let store: ReturnType<typeof createTypeormStore>
  let daybook: ReturnType<typeof createDaybook>
  const errors: unknown[] = []
  const onError = (error: unknown) => errors.push(error)

  beforeEach(async () => {
    database = dialect === 'sqlite' ? undefined : await freshDatabase(dialect)
    const url = database?.url ?? ''
    dataSource = new DataSource({
      ...{
        sqlite: { type: 'better-sqlite3' as const, database: ':memory:' },
        postgres: { type: 'postgres' as const, url, extra: { max: 6 } },
        mariadb: { type: 'mariadb' as const, url, extra: { connectionLimit: 6 } },
      }[dialect],
      migrations: [createEventMigration({ dialect }), createFeedMigration({ dialect })],
    })
    await dataSource.initialize()
    await dataSource.runMigrations()
    store = createTypeormStore(dataSource, { feed: true })
    daybook = createDaybook({ store: store as never })
    errors.length = 0
  })
  afterEach(async () => {
    await dataSource.destroy()
    await database?.drop()
  })

  const actions = (events: readonly DaybookEvent[]) => events.map(({ action }) => action)

  test('every sink gets every committed event once, in order, and goes on where it was', async () => {
    const [first, second] = [createMemorySink('first'), createMemorySink('second')]
    for (let index = 0; index < 25; index++) await daybook.log(`a${index}`, { data: { index } })
    await using relay = createRelay({ store, sinks: [first, second], batchSize: 10, onError })
    expect(await relay.drain()).toEqual({ first: { sent: 25, buried: 0 }, second: { sent: 25, buried: 0 } })
    const stored = await daybook.find({ order: 'oldest', limit: 100 })
    expect(first.events).toEqual(stored.events)
    expect(second.events).toEqual(stored.events)
    await relay.close()

    await daybook.log('later')
    const third = createMemorySink('third')
    await using again = createRelay({ store, sinks: [first, third], onError })
    expect((await again.lag()).first).toMatchObject({ entries: 0, unsequenced: 1, since: null })
    await again.drain()
    expect(actions(first.events.slice(25))).toEqual(['later'])
    expect(third.events).toHaveLength(26)
    expect(errors).toEqual([])
  })

  if (dialect !== 'sqlite')
    test('an event of a transaction that commits late is not missed', async () => {
      const sink = createMemorySink('sink')
      await using relay = createRelay({ store, sinks: [sink], onError })
      const opened = dataSource.createQueryRunner()
      await opened.connect()
      await opened.startTransaction()
      await daybook.log('begun first', { tx: opened.manager as never })
      await daybook.log('committed first')
      await relay.drain()
      expect(actions(sink.events)).toEqual(['committed first'])
      await opened.commitTransaction()
      await opened.release()
      await relay.drain()
      expect(actions(sink.events)).toEqual(['committed first', 'begun first'])
    })

  test('what is rolled back never reaches a sink', async () => {
    const sink = createMemorySink('sink')
    await using relay = createRelay({ store, sinks: [sink], onError })
    await dataSource
      .transaction(async () => {
        await daybook.log('never')
        throw new Error('no')
      })
      .catch(() => undefined)
    await daybook.log('ever')
    await relay.drain()
    expect(actions(sink.events)).toEqual(['ever'])
  })

  test('a sink that fails holds up itself alone, and gets everything when it works again', async () => {
    const good = createMemorySink('good')
    const kept = createMemorySink('kept')
    let fails = 3
    const flaky: EventSink = {
      name: 'flaky',
      async send(events) {
        if (fails-- > 0) throw new Error('down')
        await kept.send(events)
      },
    }
    for (let index = 0; index < 7; index++) await daybook.log(`a${index}`)
    await using relay = createRelay({
      store,
      sinks: [flaky, good],
      batchSize: 5,
      retry: { pauseMillis: 1 },
      onError,
    })
    await relay.drain()
    expect(kept.events).toEqual(good.events)
    expect(kept.events).toHaveLength(7)
    expect(errors).toHaveLength(3)
  })

  test('an event that a sink refuses goes to its dead letters, alone, and can be sent again', async () => {
    const kept = createMemorySink('kept')
    let refuses = true
    const picky: EventSink = {
      name: 'picky',
      async send(events) {
        if (refuses && events.some(({ action }) => action === 'bad')) throw refused
        await kept.send(events)
      },
    }
    for (const action of ['a', 'b', 'bad', 'c', 'd']) await daybook.log(action)
    await using relay = createRelay({ store, sinks: [picky], onError })
    expect(await relay.drain()).toEqual({ picky: { sent: 4, buried: 1 } })
    expect(actions(kept.events)).toEqual(['a', 'b', 'c', 'd'])
    const [letter] = await relay.deadLetters('picky')
    expect(letter).toMatchObject({
      position: 3,
      reason: 'Error: this content never',
      event: { action: 'bad' },
    })
    await expect(relay.replay('picky')).rejects.toBe(refused)
    expect((await relay.lag()).picky?.deadLetters).toBe(1)
    refuses = false
    expect(await relay.replay('picky')).toBe(1)
    expect(await relay.deadLetters('picky')).toEqual([])
    expect(actions(kept.events).at(-1)).toBe('bad')
  })

  test('after so many tries a batch goes to the dead letters and the next one follows', async () => {
    const kept = createMemorySink('kept')
    const moody: EventSink = {
      name: 'moody',
      async send(events) {
        if (events.some(({ action }) => action === 'one')) throw new Error('not today')
        await kept.send(events)
      },
    }
    for (const action of ['one', 'two', 'three']) await daybook.log(action)
    const retry = { tries: 3, pauseMillis: 1 }
    await using relay = createRelay({ store, sinks: [moody], batchSize: 2, retry, onError })
    expect(await relay.drain()).toEqual({ moody: { sent: 1, buried: 2 } })
    expect(errors).toHaveLength(3)
    expect((await relay.deadLetters('moody')).map(({ event }) => event?.action)).toEqual(['one', 'two'])
  })

  test('of several relays one serves a sink, and another takes over when it is gone', async () => {
    const sink = createMemorySink('sink')
    await using one = createRelay({ store, sinks: [sink], leaseMillis: 60_000, onError })
    await using other = createRelay({ store, sinks: [sink], leaseMillis: 60_000, onError })
    await daybook.log('a')
    expect(await one.drain()).toEqual({ sink: { sent: 1, buried: 0 } })
    await daybook.log('b')
    expect(await other.drain()).toEqual({ sink: { sent: 0, buried: 0 } })
    await one.close()
    expect(await other.drain()).toEqual({ sink: { sent: 1, buried: 0 } })
    expect(actions(sink.events)).toEqual(['a', 'b'])
  })

  test('a started relay delivers what is logged, and ends when it is closed', async () => {
    const arrived = Promise.withResolvers<void>()
    const sink: EventSink = { name: 'sink', send: async () => arrived.resolve() }
    const relay = createRelay({ store, sinks: [sink], pollMillis: 5, onError })
    relay.start()
    await daybook.log('x')
    await arrived.promise
    await relay.close()
    await relay.close()
    expect(errors).toEqual([])
  })

  test('a pruned event leaves a gap that the relay passes over', async () => {
    const sink = createMemorySink('sink')
    await using relay = createRelay({ store, sinks: [sink], onError })
    for (const action of ['a', 'b', 'c']) await daybook.log(action)
    await dataSource.query(`DELETE FROM daybook_events WHERE action = 'b'`)
    expect(await relay.drain()).toEqual({ sink: { sent: 2, buried: 0 } })
    expect((await relay.lag()).sink).toMatchObject({ entries: 0 })
  })

  test('the feed is trimmed as far as every consumer has come', async () => {
    const [fast, slow] = [createMemorySink('fast'), createMemorySink('slow')]
    await using both = createRelay({ store, sinks: [fast, slow], onError })
    for (let index = 0; index < 6; index++) await daybook.log(`a${index}`)
    await both.drain()
    await both.close()
    for (let index = 0; index < 4; index++) await daybook.log(`b${index}`)
    await using one = createRelay({ store, sinks: [fast], onError })
    await one.drain()
    expect(await store.feed?.trim(5)).toBe(5)
    expect(await store.feed?.trim(100)).toBe(1)
    expect(await store.feed?.trim(100)).toBe(0)
    const late = createMemorySink('late')
    await using newcomer = createRelay({ store, sinks: [late, slow], onError })
    await newcomer.drain()
    expect(actions(late.events)).toEqual(['b0', 'b1', 'b2', 'b3'])
    expect(slow.events).toHaveLength(10)
  })

  test('the migration can be undone and done again', async () => {
    const runner = dataSource.createQueryRunner()
    const migration = new (createFeedMigration({ dialect }))()
    await migration.down(runner)
    await daybook.log('without a feed')
    await migration.up(runner)
    await runner.release()
    await daybook.log('with')
    const sink = createMemorySink('sink')
    await using relay = createRelay({ store, sinks: [sink], onError })
    await relay.drain()
    expect(actions(sink.events)).toEqual(['with'])
  })

  test('without the migration the error says so', async () => {
    const runner = dataSource.createQueryRunner()
    await new (createFeedMigration({ dialect }))().down(runner)
    await runner.release()
    await using relay = createRelay({ store, sinks: [], onError })
    await expect(relay.drain()).rejects.toMatchObject({ code: 'DAYBOOK_FEED_MISSING' })
  })
})
