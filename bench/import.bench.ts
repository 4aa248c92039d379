import { execFile } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { type DaybookEvent, maxBatch } from '@daybook/core'
import { eventFromJson } from '@daybook/core/sinks'
import { createStatements, dialects, eventTable } from '@daybook/sql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, serverUrl } from '../scripts/test-servers.mjs'
import { type Contestant, measure, report } from './measure.ts'
import { openBareDriver } from './orms/bare-drivers.ts'
import { madeEvent } from './orms/made-event.ts'
import type { BareDriver, Engine } from './orms/orm-bench.ts'

const bin = join(import.meta.dirname, '../packages/cli/dist/bin/daybook.js')
const events = 68_493

const engines: readonly Engine[] = [
  'sqlite',
  ...(['postgres', 'mariadb'] as const).filter((engine) => serverUrl(engine)),
]

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

  test('68,493 events', async () => {
    const results = await measure(
      [
        intoEmptyTable(`${bare.name}, a thousand rows a statement`, bulkInsert),
        intoEmptyTable('daybook import', () =>
          promisify(execFile)(process.execPath, [bin, 'import', file, '--url', url]),
        ),
      ],
      { count: events, rounds: 3 },
    )
    console.log(report(`import, ${engine}`, results))
    const rows = (await bare.run({
      sql: 'SELECT count(*) AS n FROM daybook_events',
      parameters: [],
    })) as unknown
    expect(JSON.stringify(rows)).toContain(String(events))
  })
})
