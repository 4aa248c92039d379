import { DatabaseSync } from 'node:sqlite'
import { isDeepStrictEqual } from 'node:util'
import mysql from 'mysql2/promise'
import pg from 'pg'
import type { FaultEngine } from '../../scripts/test-faults.mjs'
import { payload } from './app-options.ts'
import type { Oracle } from './oracle.ts'

/** What is wrong in the store, by what the app was told. All are zero when nothing is. */
export interface Verdict {
  /** Acknowledged, and not stored. */
  readonly lost: number
  /** Rows beyond the first of an event. */
  readonly dup: number
  /** Stored, and never issued; or stored without the business row that its transaction wrote. */
  readonly phantom: number
  /** Stored with other content than was generated. */
  readonly mangled: number
}

interface StoredEvent {
  readonly id: string
  readonly target: string
  readonly data: unknown
}

/** The rows of the events table, through an SQL client that knows nothing of Daybook. */
export async function storedEvents(engine: FaultEngine, url: string): Promise<readonly StoredEvent[]> {
  const rows = await select(
    engine,
    url,
    `SELECT id, target_id, data FROM daybook_events WHERE action = 'fault.met'`,
  )
  return rows.map(({ id, target_id, data }) => ({
    id: Buffer.isBuffer(id) ? uuidOf(id) : String(id),
    target: String(target_id),
    data: typeof data === 'string' ? JSON.parse(data) : data,
  }))
}

/** The rows of any statement, on a connection of its own. */
export async function select(
  engine: FaultEngine,
  url: string,
  sql: string,
): Promise<readonly Record<string, unknown>[]> {
  if (engine === 'sqlite') {
    const database = new DatabaseSync(url)
    try {
      return database.prepare(sql).all()
    } finally {
      database.close()
    }
  }
  if (engine === 'postgres') {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    return (await client.query(sql).finally(() => client.end())).rows
  }
  const connection = await mysql.createConnection({ uri: url })
  const [rows] = await connection.query(sql).finally(() => connection.end())
  return rows as Record<string, unknown>[]
}

const uuidOf = (bytes: Buffer): string =>
  bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')

/** Compares the rows with what the apps wrote down. `isAtomic`: each event has an invoice, and each invoice an event. */
export async function judge(
  engine: FaultEngine,
  url: string,
  oracles: readonly Oracle[],
  { isAtomic = false } = {},
): Promise<Verdict> {
  const stored = await storedEvents(engine, url)
  const ids = new Set(stored.map(({ id }) => id))
  const targets = new Set(stored.map(({ target }) => target))
  const issued = new Map(
    oracles.flatMap(({ run, issued }) =>
      issued.map((number): [string, { run: string; number: number }] => [
        `${run}#${number}`,
        { run, number },
      ]),
    ),
  )
  const acknowledged = oracles.flatMap((oracle) => oracle.acknowledged)
  const isIssued = (target: string) => issued.has(target)
  const isWhole = ({ target, data }: StoredEvent) => {
    const from = issued.get(target)
    return from === undefined || isDeepStrictEqual(data, payload(from.run, from.number))
  }
  const invoices = isAtomic
    ? (await select(engine, url, 'SELECT id FROM invoice')).map(({ id }) => String(id))
    : []
  const withInvoice = new Set(invoices)
  return {
    lost:
      acknowledged.filter(({ id }) => !ids.has(id)).length +
      invoices.filter((each) => !targets.has(each)).length,
    dup: stored.length - targets.size,
    phantom: stored.filter(({ target }) => !isIssued(target) || (isAtomic && !withInvoice.has(target)))
      .length,
    mangled: stored.filter((event) => !isWhole(event)).length,
  }
}

/** Several verdicts as one. */
export function sum(verdicts: readonly Verdict[]): Verdict {
  const total = (key: keyof Verdict) => verdicts.reduce((all, verdict) => all + verdict[key], 0)
  return { lost: total('lost'), dup: total('dup'), phantom: total('phantom'), mangled: total('mangled') }
}
