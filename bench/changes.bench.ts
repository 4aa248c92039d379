import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DaybookEvent } from '@daybook/core'
import { createStatements, dialects, eventTable, type SqlDialect } from '@daybook/sql'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, serverUrl } from '../scripts/test-servers.mjs'
import {
  type ChangeBench,
  invoiceCount,
  invoiceTable,
  invoiceType,
  type OpenChangeBench,
  type RunByHand,
} from './changes/change-bench.ts'
import { mikroOrmChanges } from './changes/mikro-orm.ts'
import { sequelizeChanges } from './changes/sequelize.ts'
import { typeormChanges } from './changes/typeorm.ts'
import { durabilityOf } from './durability.ts'
import { measure, pairs } from './measure.ts'
import { openBareDriver } from './orms/bare-drivers.ts'
import type { BareDriver, Engine } from './orms/orm-bench.ts'
import { publish } from './results.ts'

const engines: readonly Engine[] = [
  'sqlite',
  ...(['postgres', 'mariadb'] as const).filter((engine) => serverUrl(engine)),
]

const rounds = pairs
const savesOfOneRound = 100
// A save runs so much of an ORM that a hundred of them end before V8 has compiled it, with capture or without. Where there is
// a server, that does not show.
const savesToWarmUp = { sqlite: 1_000, postgres: 200, mariadb: 200 }
// SQLite moves its write-ahead log at each thousandth page or so: with one transaction a round, always in the same one's.
const updatesOfOneRound = { sqlite: 5, postgres: 1, mariadb: 1 }

const columns = Object.keys(invoiceTable.columns)

/** Creates the table of invoices and fills it. */
function invoiceStatements(): readonly string[] {
  const types = Object.entries(invoiceTable.columns).map(([name, type]) => {
    const key = name === 'id' ? ' PRIMARY KEY' : ''
    return `${name} ${type === 'int' ? 'INTEGER' : 'VARCHAR(100)'} NOT NULL${key}`
  })
  const rows = Array.from(
    { length: invoiceCount },
    (_, index) =>
      `(${index + 1}, 'INV-${index}', 'Acme Corporation ${index % 50}', 'open', 0, 'EUR', 'PO-${index}', 'Net 30 days')`,
  )
  return [
    `CREATE TABLE ${invoiceTable.name} (${types.join(', ')})`,
    `INSERT INTO ${invoiceTable.name} (${columns.join(', ')}) VALUES ${rows.join(', ')}`,
  ]
}

/** What an app would write by hand, with the statements of capture: read the rows, update them, insert an event for each. */
async function threeStatements(run: RunByHand, dialect: SqlDialect, amount: number): Promise<void> {
  const { name } = invoiceTable
  const parameter = dialect.name === 'postgres' ? '$1' : '?'
  const lock = dialect.name === 'sqlite' ? '' : ' FOR UPDATE'
  const rows = await run({
    sql: `SELECT id, amount FROM ${name} LIMIT ${invoiceCount + 1}${lock}`,
    parameters: [],
  })
  await run({ sql: `UPDATE ${name} SET amount = ${parameter}`, parameters: [amount] })
  const events = (rows as readonly InvoiceRow[]).map((row) => madeEvent(row, amount))
  await run(dialect.append(eventTable({}), events))
}

interface InvoiceRow {
  readonly id: number
  readonly amount: number
}

function madeEvent(row: InvoiceRow, amount: number): DaybookEvent {
  const eventId = uuidv7()
  return {
    id: eventId,
    occurredAt: new Date(Number.parseInt(eventId.slice(0, 8) + eventId.slice(9, 13), 16)),
    recordedAt: null,
    tenant: '',
    action: 'invoice.updated',
    version: 1,
    outcome: 'success',
    reason: null,
    note: '',
    requestId: null,
    traceId: null,
    ip: null,
    statusCode: null,
    durationMs: null,
    actor: null,
    target: { type: invoiceType, id: String(row.id) },
    data: { operation: 'update' },
    changes: { '/amount': { before: row.amount, after: amount } },
    context: {},
  }
}

function measureOrm({ name, engines, open }: ChangeBench, engine: Engine): void {
  if (!engines.includes(engine)) return
  const dialect = dialects[engine]

  describe(name, () => {
    let bare: BareDriver
    let plain: OpenChangeBench
    let tracked: OpenChangeBench
    let durability: string
    let remove: () => Promise<void>
    let amount = 0
    beforeAll(async () => {
      const folder = await mkdtemp(join(tmpdir(), 'daybook-bench-'))
      const database = engine === 'sqlite' ? undefined : await freshDatabase(engine)
      const url = database?.url ?? join(folder, 'events.db')
      bare = await openBareDriver(engine, url)
      for (const sql of [...createStatements(dialect, eventTable({})), ...invoiceStatements()])
        await bare.run({ sql, parameters: [] })
      plain = await open(engine, url, false)
      tracked = await open(engine, url, true)
      durability = await durabilityOf(engine, (sql) => bare.run({ sql, parameters: [] }))
      remove = async () => {
        await database?.drop()
        await rm(folder, { recursive: true })
      }
    })
    afterAll(async () => {
      await plain.close()
      await tracked.close()
      await bare.close()
      await remove()
    })

    const eventsNow = async (): Promise<number> => {
      const answer = await bare.run({ sql: 'SELECT COUNT(*) AS n FROM daybook_events', parameters: [] })
      const [row] = (
        'rows' in (answer as object) ? (answer as { rows: unknown[] }).rows : answer
      ) as unknown[]
      const { n } = (Array.isArray(row) ? row[0] : row) as { readonly n: unknown }
      return Number(n)
    }
    const saving = (contestant: string, orm: () => OpenChangeBench, eventsBy?: SqlDialect) => ({
      name: contestant,
      async run(count: number) {
        for (let done = 0; done < count; done++) {
          const id = (done % invoiceCount) + 1
          const before = { id, amount }
          const after = ++amount
          const insert =
            eventsBy && ((run: RunByHand) => run(eventsBy.append(eventTable({}), [madeEvent(before, after)])))
          await orm().save(id, after, insert)
        }
      },
    })

    test('saving one changed row in a transaction', async () => {
      const results = await measure(
        [
          saving(`${name}, without capture`, () => plain),
          saving('with capture', () => tracked),
          saving('with the insert of the event by hand', () => plain, dialect),
        ],
        { count: savesOfOneRound, rounds, warmUp: savesToWarmUp[engine] },
      )
      const aims = { 'with capture': { atLeast: 1 / 1.6 } }
      const title = `saving one changed row, ${name} on ${engine}`
      publish({ kind: 'comparison', suite: 'capture', title, unit: 'rows', durability, rows: results, aims })
      expect(await eventsNow()).toBe(2 * (rounds * savesOfOneRound + savesToWarmUp[engine]))
    })

    test('an update of 1,000 rows', async () => {
      const before = await eventsNow()
      const results = await measure(
        [
          {
            name: 'select, update, insert of the events, by hand',
            async run(count) {
              for (let done = 0; done < count; done += invoiceCount)
                await plain.byHand((run) => threeStatements(run, dialect, ++amount))
            },
          },
          {
            name: `${name} with capture`,
            async run(count) {
              for (let done = 0; done < count; done += invoiceCount) await tracked.updateAll(++amount)
            },
          },
        ],
        { count: updatesOfOneRound[engine] * invoiceCount, rounds },
      )
      const aims = { [`${name} with capture`]: { atLeast: 1 / 1.3 } }
      const title = `an update of 1,000 rows, ${name} on ${engine}`
      publish({ kind: 'comparison', suite: 'capture', title, unit: 'rows', durability, rows: results, aims })
      expect((await eventsNow()) - before).toBe(2 * (rounds + 1) * updatesOfOneRound[engine] * invoiceCount)
    })
  })
}

describe.each(engines)('%s', (engine) => {
  measureOrm(typeormChanges, engine)
  measureOrm(sequelizeChanges, engine)
  measureOrm(mikroOrmChanges, engine)
})
