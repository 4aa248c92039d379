import { createDaybook, type Daybook, type DaybookEvent } from '@daybook/core'
import { createMemorySink } from '@daybook/core/memory'
import { createRelay } from '@daybook/core/relay'
import { createMikroOrmStore, type MikroOrmTransaction } from '@daybook/mikro-orm'
import type { AbstractSqlDriver, MikroORM } from '@mikro-orm/sql'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { freshDatabase } from '../../../scripts/test-servers.mjs'
import { dialectOf, engines, openOrm, withFeed } from './engines.ts'

describe.each(engines)('%s', (engine) => {
  const dialect = dialectOf(engine)
  let database: Awaited<ReturnType<typeof freshDatabase>> | undefined
  let orm: MikroORM<AbstractSqlDriver>
  let store: ReturnType<typeof createMikroOrmStore>
  let daybook: Pick<Daybook<never, never, MikroOrmTransaction>, 'find'> & {
    log(action: string, details?: { readonly tx?: MikroOrmTransaction }): Promise<DaybookEvent>
  }

  beforeEach(async () => {
    database = dialect === 'sqlite' ? undefined : await freshDatabase(dialect)
    orm = await openOrm(engine, {
      ...(database && { clientUrl: database.url }),
      ...withFeed(dialect),
    })
    await orm.migrator.up()
    store = createMikroOrmStore(orm, { feed: true })
    daybook = createDaybook({ store })
  })
  afterEach(async () => {
    await orm.close(true)
    await database?.drop()
  })

  const actions = (events: readonly DaybookEvent[]) => events.map(({ action }) => action)

  test('a sink gets every committed event, in the order of the commits, and none that was rolled back', async () => {
    const sink = createMemorySink('sink')
    await using relay = createRelay({ store, sinks: [sink] })
    for (let index = 0; index < 25; index++) await daybook.log(`a${index}`)
    await orm.em
      .transactional(async (tx) => {
        await daybook.log('never', { tx })
        throw new Error('no')
      })
      .catch(() => undefined)
    await relay.drain()
    expect(sink.events).toEqual((await daybook.find({ order: 'oldest', limit: 100 })).events)
    expect(sink.events).toHaveLength(25)
  })

  if (dialect !== 'sqlite')
    test('an event of a transaction that commits late is not missed', async () => {
      const sink = createMemorySink('sink')
      await using relay = createRelay({ store, sinks: [sink] })
      const late = orm.em.fork()
      await late.begin()
      await daybook.log('begun first', { tx: late })
      await daybook.log('committed first')
      await relay.drain()
      expect(actions(sink.events)).toEqual(['committed first'])
      await late.commit()
      await relay.drain()
      expect(actions(sink.events)).toEqual(['committed first', 'begun first'])
    })

  test('what is skipped in the configuration stays out of the schema diff', async () => {
    expect(await orm.schema.getUpdateSchemaSQL()).not.toContain('daybook_events')
  })

  test('the migration can be undone', async () => {
    await orm.migrator.down()
    await daybook.log('without a feed')
    expect(actions((await daybook.find()).events)).toEqual(['without a feed'])
    await expect(store.feed?.trim(1)).rejects.toMatchObject({ code: 'DAYBOOK_FEED_MISSING' })
  })
})
