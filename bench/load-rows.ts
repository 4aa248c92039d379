import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import { type DaybookEvent, firstIdAt } from '@daybook/core'
import { createSqlStore, createStatements, eventColumns, eventTable, type SqlDialect } from '@daybook/sql'
import { manyEvents } from '../packages/sql/test/many-events.ts'
import type { BenchDatabase } from './bench-database.ts'

/** Where the newest of the loaded events is, and how far back they go. */
export const newestMillis = Date.UTC(2026, 0, 1)
export const spanMillis = 90 * 86_400_000

// Rows that one statement makes: enough to be quick, little enough to be told of.
const chunk = 250_000

const seedTable = 'daybook_seed'

// Made ones, as many as a repository of a few years has.
const seedCount = 68_000
const seedTenants = ['typeorm', 'sequelize', 'mikro-orm', 'knex', 'prisma']

/**
 * Fills `database` with `rows` events over 90 days: those of `file` (lines of JSON as `daybook import` takes them,
 * gzipped), or else made ones, again and again, each pass with times, ids and request ids of its own. One in 23 failed
 * and one in 97 was denied. Does nothing where that many are there already.
 */
export async function loadRows(
  database: BenchDatabase,
  { rows, file, tell = () => {} }: { rows: number; file?: string; tell?: (progress: string) => void },
): Promise<void> {
  const { dialect, run } = database
  const events = eventTable({})
  if ((await countOf(database, events.name)) === rows) return
  const seeds = await loadSeeds(database, file)
  await run(`DROP TABLE IF EXISTS ${events.name}`)
  const [createTable, ...createIndexes] = createStatements(dialect, events)
  await run(createTable as string)
  const { series, id, instant, requestId } = makers[dialect.name]
  const names = eventColumns.map(({ name }) => dialect.quote(name))
  // Evenly spread, and the last one before the end.
  const millis = `(${newestMillis - spanMillis} + n * ${spanMillis} / ${rows})`
  const whole = dialect.name === 'mariadb' ? millis.replace(' / ', ' DIV ') : millis
  const made: Readonly<Record<string, string>> = {
    id: id('made.millis', 'made.n'),
    occurred_at: instant('made.millis'),
    recorded_at: instant('made.millis'),
    outcome: `CASE WHEN made.n % 23 = 7 THEN 'failure' WHEN made.n % 97 = 3 THEN 'denied' ELSE 'success' END`,
    request_id: requestId('seed.request_id', `made.n / ${seeds}`),
  }
  const values = eventColumns.map(({ name }) => made[name] ?? `seed.${dialect.quote(name)}`)
  for (let from = 0; from < rows; from += chunk) {
    const to = Math.min(from + chunk, rows) - 1
    await run(
      `INSERT INTO ${events.name} (${names.join(', ')}) SELECT ${values.join(', ')} ` +
        `FROM (SELECT n, ${whole} AS millis FROM (${series(from, to)}) AS numbers) AS made ` +
        `JOIN ${seedTable}_numbered AS seed ON seed.number = made.n % ${seeds} ORDER BY made.n`,
    )
    tell(`${to + 1} rows`)
  }
  for (const statement of createIndexes) {
    await run(statement)
    tell(statement)
  }
  await run(`DROP TABLE ${seedTable}_numbered`)
  await run(`DROP TABLE ${seedTable}`)
  await run(settle[dialect.name])
}

/** Statistics for the planner, and what a server does by itself in a quiet hour. */
const settle: Readonly<Record<SqlDialect['name'], string>> = {
  postgres: 'VACUUM ANALYZE daybook_events',
  mariadb: 'ANALYZE TABLE daybook_events',
  sqlite: 'ANALYZE',
}

/** How an engine counts, and makes the values that are different in each pass. */
interface Makers {
  series(from: number, to: number): string
  id(millis: string, number: string): string
  instant(millis: string): string
  requestId(id: string, pass: string): string
}

const makers: Readonly<Record<SqlDialect['name'], Makers>> = {
  postgres: {
    series: (from, to) => `SELECT generate_series(${from}::bigint, ${to}::bigint) AS n`,
    id: (millis, number) =>
      `(lpad(to_hex(${millis}), 12, '0') || '7' || lpad(to_hex(${number} % 4096), 3, '0') || '8' || ` +
      `lpad(to_hex(${number}), 15, '0'))::uuid`,
    instant: (millis) => `to_timestamp(${millis} / 1000.0)`,
    requestId: (id, pass) => `${id} || '-' || (${pass})`,
  },
  mariadb: {
    series: (from, to) => `SELECT seq AS n FROM seq_${from}_to_${to}`,
    id: (millis, number) =>
      `UNHEX(CONCAT(LPAD(HEX(${millis}), 12, '0'), '7', LPAD(HEX(${number} % 4096), 3, '0'), '8', ` +
      `LPAD(HEX(${number}), 15, '0')))`,
    instant: (millis) => `TIMESTAMPADD(MICROSECOND, ${millis} * 1000, '1970-01-01')`,
    requestId: (id, pass) => `CONCAT(${id}, '-', FLOOR(${pass}))`,
  },
  sqlite: {
    series: (from, to) =>
      `WITH RECURSIVE up(n) AS (VALUES (${from}) UNION ALL SELECT n + 1 FROM up WHERE n < ${to}) SELECT n FROM up`,
    id: (millis, number) =>
      `printf('%08x-%04x-7%03x-8%03x-%012x', ${millis} >> 16, ${millis} & 65535, ${number} % 4096, 0, ${number})`,
    instant: (millis) => millis,
    requestId: (id, pass) => `${id} || '-' || (${pass})`,
  },
}

/** The real events as rows with a number each, from 0; answers with how many there are. */
async function loadSeeds({ dialect, run }: BenchDatabase, file: string | undefined): Promise<number> {
  for (const table of [seedTable, `${seedTable}_numbered`]) await run(`DROP TABLE IF EXISTS ${table}`)
  const table = eventTable({ table: seedTable })
  const [create] = createStatements(dialect, table)
  await run(create as string)
  const store = createSqlStore({
    name: dialect.name,
    dialect,
    table,
    run: ({ sql, parameters }) => run(sql, parameters),
  })
  const batch: DaybookEvent[] = []
  let count = 0
  for await (const event of file ? realEvents(file) : manyEvents(seedCount, tenantOf)) {
    count++
    batch.push(event)
    if (batch.length === 500) await store.append(batch.splice(0))
  }
  await store.append(batch)
  await run(
    `CREATE TABLE ${seedTable}_numbered AS SELECT row_number() OVER (ORDER BY id) - 1 AS number, ${seedTable}.* FROM ${seedTable}`,
  )
  await run(`CREATE INDEX ${seedTable}_number ON ${seedTable}_numbered (number)`)
  return count
}

const tenantOf = (number: number) => seedTenants[(number * 7) % seedTenants.length] as string

async function* realEvents(file: string): AsyncGenerator<DaybookEvent> {
  const lines = createInterface({ input: createReadStream(file).pipe(createGunzip()) })
  let number = 0
  for await (const line of lines) {
    const { action, tenant, actor, target, requestId, data } = JSON.parse(line)
    yield {
      id: firstIdAt(number++).replace('-0000-0000-', '-7000-8000-'),
      occurredAt: new Date(0),
      recordedAt: null,
      version: 1,
      outcome: 'success',
      reason: null,
      note: '',
      traceId: null,
      ip: '203.0.113.9',
      statusCode: 200,
      durationMs: 12.5,
      changes: null,
      context: {},
      ...{ action, tenant, actor, target, requestId, data },
    }
  }
}

async function countOf({ run }: BenchDatabase, table: string): Promise<number> {
  try {
    const [row] = await run(`SELECT count(*) AS found FROM ${table}`)
    return Number(row?.found)
  } catch {
    return 0
  }
}
