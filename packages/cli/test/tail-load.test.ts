import { createDaybook, type DaybookEvent, type EventStore } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { createFeedStatements, eventTable } from '@daybook/sql'
import { createMysql2Store } from '@daybook/sql/mysql2'
import { createPgStore } from '@daybook/sql/pg'
import mysql from 'mysql2/promise'
import pg from 'pg'
import { describe, expect, test, vi } from 'vitest'
import { type Ended, inPipe } from './bin-rig.ts'
import { type Engine, engines, hasEngine, openWorld, type World } from './cli-rig.ts'

const runs = 20
const writers = 4
const batchesEach = 4

/** An app that writes: at once, and in a transaction that stays open while others commit. */
interface App {
  write(events: readonly DaybookEvent[]): Promise<unknown>
  /** Absent where there is one writer: nothing can be committed meanwhile. */
  writeLate?(events: readonly DaybookEvent[], meanwhile: () => Promise<void>): Promise<void>
  close(): Promise<void>
}

const openApp: Readonly<Record<Engine, (world: World) => App>> = {
  sqlite({ connection }) {
    const store = connection.openStore({})
    return { write: (events) => store.append(events), close: async () => {} }
  },
  postgres({ url }) {
    const pool = new pg.Pool({ connectionString: url, max: writers * 2 })
    return { ...appOver(createPgStore(pool)), close: () => pool.end() }
  },
  mariadb({ url }) {
    const pool = mysql.createPool({ uri: url, connectionLimit: writers * 2 })
    return { ...appOver(createMysql2Store(pool)), close: () => pool.end() }
  },
}

function appOver<Tx>(store: EventStore<Tx>): Omit<Required<App>, 'close'> {
  return {
    write: (events) => store.append(events),
    writeLate: async (events, meanwhile) =>
      store.transactions?.run(async (tx) => {
        await store.append(events, { tx })
        await meanwhile()
      }),
  }
}

interface Tally {
  written: number
  late: number
  missed: number
  doubled: number
}

/** One tail in a process of its own, from its first line to Ctrl-C, while `app` writes. */
async function followOnce(world: World, app: App, name: string, tally: Tally): Promise<void> {
  const make = createDaybook({ store: createMemoryStore() })
  const written: string[] = []
  const event = (action: string) => make.log(`${name}.${action}`)
  let shown = ''
  let ended: Ended | undefined
  const isShown = (action: string) =>
    vi.waitFor(
      () => {
        if (ended === undefined) expect(shown).toContain(`"action":"${name}.${action}"`)
      },
      { timeout: 20_000, interval: 5 },
    )

  await app.write([await event('first')])
  let interrupt = () => {}
  const tail = inPipe(['tail', '--json', '--lines', '1', '--interval', '10', '--action', `${name}.*`], {
    url: world.url,
    onStarted: (hands) => {
      interrupt = hands.interrupt
    },
    onWritten: (text) => {
      shown = text
    },
  })
  void tail.then((end) => {
    ended = end
  })
  await isShown('first')

  const writeMany = async (writer: number) => {
    for (let batch = 0; batch < batchesEach; batch++) {
      const names = Array.from(
        { length: 1 + ((writer + batch) % 3) },
        (_, index) => `${writer}-${batch}-${index}`,
      )
      written.push(...names)
      const events = await Promise.all(names.map(event))
      if (app.writeLate === undefined || batch % 2 === 1) {
        await app.write(events)
        continue
      }
      await app.writeLate(events, async () => {
        const passing = `${writer}-${batch}-passing`
        written.push(passing)
        await app.write([await event(passing)])
        // Younger events are in the feed and on the screen, and only now comes the commit.
        await isShown(passing)
        tally.late += events.length
      })
    }
  }
  await Promise.all(Array.from({ length: writers }, (_, writer) => writeMany(writer)))
  await app.write([await event('last')])
  await isShown('last')
  interrupt()

  const { out, err, code } = await tail
  expect(err).toMatch(/^\d+ events in \d+ s\n$/)
  expect(code).toBe(0)
  const counts = new Map<string, number>()
  for (const line of out.split('\n').filter((each) => each !== '')) {
    const { action } = JSON.parse(line) as { readonly action: string }
    counts.set(action, (counts.get(action) ?? 0) + 1)
  }
  const expected = ['first', ...written, 'last'].map((action) => `${name}.${action}`)
  tally.written += expected.length
  tally.missed += expected.filter((action) => !counts.has(action)).length
  tally.doubled += [...counts.values()].filter((count) => count > 1).length
  expect(counts.size).toBe(expected.length)
}

describe.each(engines.filter(hasEngine))('tail on %s', (engine) => {
  test(`under load, with late commits: missed 0, doubled 0 in ${runs} runs`, {
    timeout: 240_000,
  }, async () => {
    const world = await openWorld(engine)
    try {
      for (const statement of createFeedStatements(world.connection.dialect, eventTable({})))
        await world.sql(statement)
      const app = openApp[engine](world)
      try {
        const tally: Tally = { written: 0, late: 0, missed: 0, doubled: 0 }
        for (let index = 0; index < runs; index++) await followOnce(world, app, `run${index}`, tally)
        expect(tally).toMatchObject({ missed: 0, doubled: 0 })
        expect(tally.late > 0).toBe(app.writeLate !== undefined)
      } finally {
        await app.close()
      }
    } finally {
      await world.close()
    }
  })
})
