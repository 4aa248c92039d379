import { execFile } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { type DaybookEvent, maxBatch } from '@daybook/core'
import { eventFromJson } from '@daybook/core/sinks'
import { createStatements, dialects, eventColumns, eventTable } from '@daybook/sql'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, serverUrl } from '../scripts/test-servers.mjs'
import { durabilityOf } from './durability.ts'
import { type Contestant, measure } from './measure.ts'
import { openBareDriver } from './orms/bare-drivers.ts'
import { rowOf } from './orms/event-row.ts'
import { madeEvent } from './orms/made-event.ts'
import type { BareDriver, Engine } from './orms/orm-bench.ts'
import { publish } from './results.ts'

const bin = join(import.meta.dirname, '../packages/cli/dist/bin/daybook.js')
const events = 68_493

const engines: readonly Engine[] = [
  'sqlite',
  ...(['postgres', 'mariadb'] as const).filter((engine) => serverUrl(engine)),
]

/** A value in the text form of COPY. */
function copyText(value: unknown): string {
  if (value === null || value === undefined) return '\\N'
  const text =
    value instanceof Date
      ? value.toISOString()
      : typeof value === 'object'
        ? JSON.stringify(value)
        : `${value}`
  return text.replace(/[\\\t\n\r]/g, (character) => copyEscapes[character] as string)
}

const copyEscapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

describe.each(engines)('import into %s', (engine) => {
  let folder: string
  let file: string
  let url: string
  let bare: BareDriver
  let drop: () => Promise<void>
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'daybook-import-'))
    file = join(folder, 'events.ndjson')
    await writeFile(file, Array.from({ length: events }, () => `${JSON.stringify(madeEvent())}\n`).join(''))
    const database = engine === 'sqlite' ? undefined : await freshDatabase(engine)
    url = database?.url ?? join(folder, 'events.db')
    bare = await openBareDriver(engine, url)
    drop = async () => void (await database?.drop())
  })
  afterAll(async () => {
    await bare.close()
    await drop()
    await rm(folder, { recursive: true })
  })

  const table = eventTable({})
  const dialect = dialects[engine]
  const send = (sql: string) => bare.run({ sql, parameters: [] })
  /** All into an empty table, which is part of the time on both sides. */
  const intoEmptyTable = (name: string, work: () => Promise<unknown>): Contestant => ({
    name,
    async run() {
      await send('DROP TABLE IF EXISTS daybook_events')
      for (const sql of createStatements(dialect, table)) await send(sql)
      await work()
    },
  })

  const bulkInsert = async () => {
    let batch: DaybookEvent[] = []
    const insert = async () => {
      await bare.run(dialect.append(table, batch))
      batch = []
    }
    for await (const line of createInterface({ input: createReadStream(file) })) {
      batch.push(eventFromJson(JSON.parse(line)) as DaybookEvent)
      if (batch.length === maxBatch) await insert()
    }
    if (batch.length > 0) await insert()
  }

  /** What PostgreSQL takes most quickly: a copy into a table without indexes, and from there what is new. */
  const copyAndInsert = async () => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    const names = eventColumns.map(({ name }) => `"${name}"`).join(', ')
    await client.query('CREATE TEMP TABLE staging (LIKE daybook_events INCLUDING DEFAULTS)')
    const lines = createInterface({ input: createReadStream(file) })
    const rows = async function* () {
      for await (const line of lines) {
        const event = rowOf(eventFromJson(JSON.parse(line)) as DaybookEvent)
        yield `${eventColumns.map(({ property }) => copyText(event[property as keyof typeof event])).join('\t')}\n`
      }
    }
    await pipeline(rows, client.query(copyFrom(`COPY staging (${names}) FROM STDIN`)))
    await client.query(`INSERT INTO daybook_events SELECT * FROM staging ON CONFLICT DO NOTHING`)
    await client.end()
  }

  test('68,493 events', async () => {
    const results = await measure(
      [
        ...(engine === 'postgres'
          ? [intoEmptyTable('COPY into staging, then the insert of what is new', copyAndInsert)]
          : []),
        intoEmptyTable(`${bare.name}, a thousand rows a statement`, bulkInsert),
        intoEmptyTable('daybook import', () =>
          promisify(execFile)(process.execPath, [bin, 'import', file, '--url', url]),
        ),
      ],
      { count: events, rounds: 3 },
    )
    publish({
      kind: 'comparison',
      suite: 'import',
      title: `import of 68,493 events into ${engine}`,
      unit: 'events',
      durability: await durabilityOf(engine, send),
      rows: results,
      aims: { 'daybook import': { atLeast: engine === 'postgres' ? 0.8 : 1 / 1.5 } },
    })
    const rows = (await bare.run({
      sql: 'SELECT count(*) AS n FROM daybook_events',
      parameters: [],
    })) as unknown
    expect(JSON.stringify(rows)).toContain(String(events))
  })
})
