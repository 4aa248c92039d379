import { createDaybook, type DaybookEvent, type EventSink } from '@daybook/core'
import { createRelay } from '@daybook/core/relay'
import { createEventMigration, createFeedMigration, createTypeormStore } from '@daybook/typeorm'
import { DataSource } from 'typeorm'
import { expect, test } from 'vitest'
import { freshDatabase, serverUrl } from '../scripts/test-servers.mjs'
import { durabilityOf } from './durability.ts'
import { publish } from './results.ts'

// DAYBOOK_BENCH_EVENTS=1000000 DAYBOOK_BENCH_OUTAGE=60000 for the figures of the documentation.
const count = Number(process.env.DAYBOOK_BENCH_EVENTS ?? 50_000)
const outageMillis = Number(process.env.DAYBOOK_BENCH_OUTAGE ?? 3_000)
const tenants = 20

/** Keeps the order of what it gets, for each tenant, and how often each came. */
function countingSink(name: string, isDown: () => boolean) {
  const numbers = Array.from({ length: tenants }, (): number[] => [])
  let got = 0
  const sink: EventSink = {
    name,
    async send(events: readonly DaybookEvent[]) {
      if (isDown()) throw new Error('down')
      for (const { data } of events) {
        const { number } = data as { number: number }
        numbers[number % tenants]?.push(number)
      }
      got += events.length
    },
  }
  return { sink, numbers, got: () => got }
}

test.skipIf(!serverUrl('postgres'))(
  `${count} events to two sinks, one of them down for ${outageMillis} ms`,
  { timeout: 3_600_000 },
  async () => {
    const database = await freshDatabase('postgres')
    const dataSource = new DataSource({
      type: 'postgres',
      url: database.url,
      migrations: [
        createEventMigration({ dialect: 'postgres' }),
        createFeedMigration({ dialect: 'postgres' }),
      ],
    })
    await dataSource.initialize()
    await dataSource.runMigrations()
    const store = createTypeormStore(dataSource, { feed: true })
    const daybook = createDaybook({ store })

    let down = false
    let outage: Promise<void> | undefined
    const fail = async () => {
      down = true
      await new Promise((resolve) => setTimeout(resolve, outageMillis))
      down = false
    }
    const steady = countingSink('steady', () => false)
    const failing = countingSink('failing', () => down)
    let mostBehind = 0
    const look = async () => {
      mostBehind = Math.max(mostBehind, (await relay.lag()).failing?.entries ?? 0)
    }
    const relay = createRelay({
      store,
      sinks: [steady.sink, failing.sink],
      batchSize: 1_000,
      pollMillis: 100,
      retry: { maxPauseMillis: 1_000 },
      onError: () => undefined,
    })
    relay.start()
    const start = performance.now()
    for (let number = 0; number < count; ) {
      const calls: Promise<unknown>[] = []
      for (const end = Math.min(number + 5_000, count); number < end; number++)
        calls.push(daybook.log('x', { data: { number }, tenant: `t${number % tenants}` }))
      await Promise.all(calls)
      if (number > count / 4) outage ??= fail()
      await look()
    }
    const logged = performance.now()
    await outage
    while (steady.got() < count || failing.got() < count) {
      await look()
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
    const end = performance.now()
    await relay.close()

    expect([steady.got(), failing.got()]).toEqual([count, count])
    // Of two statements in flight either may commit first, so that this is not always the order of the calls.
    const committed = await dataSource.query<readonly { readonly number: number }[]>(
      `SELECT (data->>'number')::int AS number FROM daybook_events_feed ` +
        'JOIN daybook_events ON id = event_id ORDER BY position',
    )
    const ofTenants = Map.groupBy(committed, ({ number }) => number % tenants)
    for (const { numbers } of [steady, failing])
      for (const [tenant, own] of numbers.entries())
        expect(own).toEqual(ofTenants.get(tenant)?.map(({ number }) => number))
    const rate = (millis: number) => (count / millis) * 1_000
    publish({
      kind: 'figures',
      suite: 'relay',
      title: `${count} events to two sinks, one of them down for ${outageMillis / 1_000} s`,
      durability: await durabilityOf('postgres', (sql) => dataSource.query(sql)),
      rows: [
        { name: 'logged', value: rate(logged - start), unit: 'events/s' },
        { name: 'logged and in both sinks', value: rate(end - start), unit: 'events/s' },
        { name: 'until both had all, after the last log()', value: (end - logged) / 1_000, unit: 's' },
        { name: 'the failing one was behind, at most', value: mostBehind, unit: 'events' },
      ],
    })
    await dataSource.destroy()
    await database.drop()
  },
)
