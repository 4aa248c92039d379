import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createStatements, eventTable } from '@daybook/sql'
import { freshDatabase, serverUrl } from '../../../scripts/test-servers.mjs'
import type { Connection, Row } from '../src/connection/connection.ts'
import { parseDatabaseUrl } from '../src/connection/database-url.ts'
import { openConnection } from '../src/connection/open-log.ts'
import { openSqlite } from '../src/connection/open-sqlite.ts'
import { type Host, runCli } from '../src/index.ts'

/** What came of one command line. */
export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

export interface RunOptions {
  readonly url?: string | undefined
  readonly cwd?: string
  readonly env?: Record<string, string>
  readonly columns?: number
  readonly stdin?: string
  readonly signal?: AbortSignal
  readonly clock?: () => number
  /** Hears every piece as it is written. */
  readonly onOut?: (text: string) => void
  readonly onErr?: (text: string) => void
}

/** Runs a command line in this process, through the same door as the bin. `columns` makes it a terminal. */
export async function run(argv: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const written = { out: '', err: '' }
  const stream = (name: 'out' | 'err'): Host['stdout'] => ({
    write(text, done) {
      written[name] += text
      if (name === 'out') options.onOut?.(text)
      else options.onErr?.(text)
      done?.()
      return true
    },
    ...(options.columns !== undefined && { isTTY: true, columns: options.columns }),
  })
  const code = await runCli(argv, {
    stdout: stream('out'),
    stderr: stream('err'),
    stdin: (async function* () {
      yield options.stdin ?? ''
    })(),
    env: { ...(options.url !== undefined && { DATABASE_URL: options.url }), ...options.env },
    cwd: options.cwd ?? tmpdir(),
    signal: options.signal ?? new AbortController().signal,
    clock: options.clock ?? Date.now,
  })
  return { code, ...written }
}

export const engines = ['sqlite', 'postgres', 'mariadb'] as const
export type Engine = (typeof engines)[number]

/** Engines that this machine has. */
export const hasEngine = (engine: Engine) => engine === 'sqlite' || Boolean(serverUrl(engine))

/** A database of its own, with the table of the events unless `bare`. */
export interface World {
  readonly url: string
  readonly folder: string
  readonly connection: Connection
  sql(statement: string): Promise<readonly Row[]>
  close(): Promise<void>
}

export async function openWorld(engine: Engine, { bare = false } = {}): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'daybook-cli-'))
  const database =
    engine === 'sqlite'
      ? { url: join(folder, 'app.db'), drop: async () => {} }
      : ((await freshDatabase(engine)) as { readonly url: string; drop(): Promise<void> })
  const connection =
    engine === 'sqlite'
      ? await openSqlite(database.url, { create: true })
      : await openConnection(parseDatabaseUrl(database.url, folder), import.meta.dirname)
  const sql = (statement: string) => connection.run({ sql: statement, parameters: [] })
  if (!bare)
    for (const statement of createStatements(connection.dialect, eventTable({}))) await sql(statement)
  return {
    url: database.url,
    folder,
    connection,
    sql,
    async close() {
      await connection.close()
      await database.drop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A small story as NDJSON, for `daybook import -`. */
export function story(events: readonly object[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('')
}

const ada = { type: 'User', id: '7', name: 'Ada Lovelace' }
const invoice = { type: 'Invoice', id: '42', name: 'INV-0042' }
const start = Date.now() - 3 * 86_400_000

const at = (minute: number) => new Date(start + minute * 60_000).toISOString()

/** Five events of one invoice and two of others, three days ago. */
export const invoiceStory = story([
  {
    action: 'invoice.created',
    occurredAt: at(0),
    actor: ada,
    target: invoice,
    data: { amount: 4200, currency: 'EUR' },
  },
  {
    action: 'invoice.updated',
    occurredAt: at(1),
    actor: ada,
    target: invoice,
    changes: { '/due_on': { before: '2026-12-01', after: '2026-12-15' } },
  },
  {
    action: 'invoice.sent',
    occurredAt: at(2),
    actor: { type: 'Service', id: 'worker' },
    target: invoice,
    outcome: 'failure',
    reason: 'SMTP 451',
  },
  {
    action: 'invoice.voided',
    occurredAt: at(3),
    actor: { type: 'User', id: '31' },
    target: invoice,
    outcome: 'denied',
    reason: 'needs role: finance',
  },
  {
    action: 'invoice.paid',
    occurredAt: at(4),
    actor: ada,
    target: invoice,
    changes: { '/status': { before: 'open', after: 'paid' }, '/paid_at': { after: 'now' } },
  },
  { action: 'user.signed_in', occurredAt: at(5), actor: ada },
  { action: 'user.signed_in', occurredAt: at(6) },
])
