import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { maxBatch } from '@daybook/core'
import { createStatements, dialects, eventIndexes, eventTable, indexName } from '@daybook/sql'
import { describe, expect, test } from 'vitest'
import { manyEvents } from '../packages/sql/test/many-events.ts'
import { freshDatabase, serverUrl } from '../scripts/test-servers.mjs'
import { openBareDriver } from './orms/bare-drivers.ts'
import type { BareDriver, Engine } from './orms/orm-bench.ts'

// What each index takes on the disk and, on PostgreSQL, adds to the write-ahead log: sizes, no times, so that they are the
// same on a busy machine.

const count = 100_000
const table = eventTable({})
const names = eventIndexes.map((index) => indexName(table, index))

/** An empty table without one of its indexes, and 100,000 events in it. */
async function loaded<T>(
  engine: Engine,
  without: string,
  look: (bare: BareDriver) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'daybook-index-costs-'))
  const database = engine === 'sqlite' ? undefined : await freshDatabase(engine)
  const bare = await openBareDriver(engine, database?.url ?? join(folder, 'events.db'))
  try {
    for (const sql of createStatements(dialects[engine], table))
      if (without === '' || !sql.includes(without)) await bare.run({ sql, parameters: [] })
    return await look(bare)
  } finally {
    await bare.close()
    await database?.drop()
    await rm(folder, { recursive: true })
  }
}

async function fill(engine: Engine, bare: BareDriver): Promise<void> {
  const events = manyEvents(count, () => null)
  for (let done = 0; done < count; done += maxBatch)
    await bare.run(dialects[engine].append(table, events.slice(done, done + maxBatch)))
}

const sizes: Readonly<Record<Engine, readonly string[]>> = {
  postgres: [
    'VACUUM daybook_events',
    "SELECT indexrelname AS name, pg_relation_size(indexrelid) AS bytes FROM pg_stat_user_indexes UNION ALL SELECT 'table', pg_table_size('daybook_events')",
  ],
  mariadb: [
    'ANALYZE TABLE daybook_events',
    "SELECT index_name AS name, stat_value * @@innodb_page_size AS bytes FROM mysql.innodb_index_stats WHERE database_name = database() AND stat_name = 'size'",
  ],
  sqlite: ['SELECT name, sum(pgsize) AS bytes FROM dbstat GROUP BY name'],
}

/** The rows of whatever a driver answers with. */
async function ask<Row>(bare: BareDriver, sql: string): Promise<readonly Row[]> {
  const answer = (await bare.run({ sql, parameters: [] })) as { rows?: Row[] } | [Row[], unknown] | Row[]
  if (!Array.isArray(answer)) return answer.rows ?? []
  return (Array.isArray(answer[0]) ? answer[0] : answer) as Row[]
}

const engines: readonly Engine[] = [
  'sqlite',
  ...(['postgres', 'mariadb'] as const).filter((engine) => serverUrl(engine)),
]

describe.each(engines)('indexes on %s', (engine) => {
  test('bytes a row', async () => {
    const rows = await loaded(engine, '', async (bare) => {
      await fill(engine, bare)
      const [first, ...more] = sizes[engine] as [string, ...string[]]
      let rows = await ask<{ name: string; bytes: number | string }>(bare, first)
      for (const sql of more) rows = await ask(bare, sql)
      return rows
    })
    const found = rows.map(({ name, bytes }) => ({ name, 'bytes a row': Math.round(Number(bytes) / count) }))
    console.table(found)
    for (const name of names) expect(found.map((row) => row.name)).toContain(name)
  })

  test.runIf(engine === 'postgres')('bytes of write-ahead log a row', async () => {
    const walOf = (without: string) =>
      loaded(engine, without, async (bare) => {
        const at = async () =>
          Number((await ask<{ at: string }>(bare, "SELECT pg_current_wal_lsn() - '0/0' AS at"))[0]?.at)
        const before = await at()
        await fill(engine, bare)
        return ((await at()) - before) / count
      })
    const all = await walOf('')
    const rows = [{ index: 'all of it', 'bytes a row': Math.round(all) }]
    for (const name of names) rows.push({ index: name, 'bytes a row': Math.round(all - (await walOf(name))) })
    console.table(rows)
    expect(all).toBeGreaterThan(0)
  })
})
