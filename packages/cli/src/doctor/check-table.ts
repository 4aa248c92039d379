import { type EventColumn, eventColumns, eventIndexes, indexName, type SqlDialect } from '@daybook/sql'
import { type FoundColumn, type FoundTable, readCatalogue } from '../connection/catalogue.ts'
import { printable } from '../output/printable.ts'
import { type Checked, type Finding, good } from './finding.ts'

/** Compares the table with the one that the migration makes. Undefined: it is not there. */
export async function checkTable(checked: Checked): Promise<readonly Finding[] | undefined> {
  const { connection, table } = checked
  const found = await readCatalogue(connection, table)
  if (found.columns.length === 0) return undefined
  const findings = [
    ...columns(checked, found),
    ...(await collation(checked, found)),
    ...indexes(checked, found),
  ]
  return findings.length > 0 ? findings : [good(`Table ${table.name}, with every column and index`)]
}

/** What is said where there is no table. */
export function tableMissing({ table, shown }: Checked): Finding {
  return {
    level: 'error',
    fault: 'DAYBOOK_TABLE_MISSING',
    text: `Table ${table.name} does not exist in ${printable(shown)}`,
    why: 'No event can be stored.',
    fix: 'npx daybook migration, or the migration of your ORM. Another name: --table.',
  }
}

function columns({ connection: { dialect }, table }: Checked, found: FoundTable): readonly Finding[] {
  const byName = new Map(found.columns.map((column) => [column.name, column]))
  const missing = eventColumns.filter(({ name }) => !byName.has(name))
  const unknown = found.columns.filter(
    ({ name, nullable }) => !nullable && !eventColumns.some((column) => column.name === name),
  )
  const wrong = eventColumns.flatMap((column) => {
    const actual = byName.get(column.name)
    const wanted = normalType(dialect, dialect.columnType(column))
    return actual === undefined || normalType(dialect, actual.type) === wanted
      ? []
      : [`${column.name} is ${actual.type}, not ${wanted}`]
  })
  return [
    ...(missing.length === 0
      ? []
      : [
          {
            level: 'error',
            fault: 'DAYBOOK_OLD_SCHEMA',
            text: `Table ${table.name} lacks ${missing.map(({ name }) => name).join(', ')}`,
            why: 'Events cannot be stored or read.',
            fix: 'Run the migrations of this version: npx daybook migration shows the table.',
          } as const,
        ]),
    ...(unknown.length === 0
      ? []
      : [
          {
            level: 'error',
            fault: 'DAYBOOK_EXTRA_COLUMN',
            text: `Table ${table.name} has required columns that Daybook does not fill: ${printable(unknown.map(({ name }) => name).join(', '))}`,
            why: 'Unless they have a default, every event is refused.',
            fix: 'Allow NULL in them, or remove them.',
          } as const,
        ]),
    ...(wrong.length === 0
      ? []
      : [
          {
            level: 'warning',
            fault: 'DAYBOOK_COLUMN_TYPE',
            text: `Columns of ${table.name} have other types`,
            why: printable(wrong.join('; ')),
            fix: 'Alter them to what npx daybook migration shows.',
          } as const,
        ]),
  ]
}

/** How the database writes a type of the migration, so that both can be compared. */
function normalType(dialect: SqlDialect, type: string): string {
  const plain = type.toLowerCase().replace(/ collate .*/, '')
  if (dialect.name === 'postgres')
    return plain.replace(/^timestamptz\((\d)\)$/, 'timestamp($1) with time zone')
  return plain.replace(/^(\w*int)\(\d+\)/, '$1')
}

const collations: Readonly<Record<SqlDialect['name'], string | undefined>> = {
  postgres: 'C',
  mariadb: 'utf8mb4_nopad_bin',
  sqlite: undefined,
}

async function collation({ connection, table }: Checked, found: FoundTable): Promise<readonly Finding[]> {
  const keys = new Set<string>(
    eventColumns.filter((column: EventColumn) => column.kind === 'key').map(({ name }) => name),
  )
  const wanted = collations[connection.dialect.name]
  const wrong =
    wanted === undefined
      ? await withoutBinaryOrder()
      : found.columns.filter(({ name, collation: own }: FoundColumn) => keys.has(name) && own !== wanted)
  if (wrong.length === 0) return []
  return [
    {
      level: 'error',
      fault: 'DAYBOOK_COLLATION',
      text: `Texts of ${table.name} are compared by a language's rules: ${wrong.map(({ name, collation: own }) => `${name} ${own}`).join(', ')}`,
      why: 'Patterns, filters and pages then find too much, too little, or without an index.',
      fix: 'Alter the columns to what npx daybook migration shows.',
    },
  ]

  /** SQLite tells the collation of a column through its indexes only. */
  async function withoutBinaryOrder(): Promise<readonly Pick<FoundColumn, 'name' | 'collation'>[]> {
    const rows = await connection.run({
      sql: `SELECT DISTINCT x.name AS name, x.coll AS collation FROM pragma_index_list(?) AS i,
        pragma_index_xinfo(i.name) AS x WHERE x.name IS NOT NULL AND x.coll <> 'BINARY'`,
      parameters: [table.name],
    })
    return rows.map((row) => ({ name: String(row.name), collation: String(row.collation) }))
  }
}

function indexes({ table }: Checked, found: FoundTable): readonly Finding[] {
  const byName = new Map(found.indexes.map((index) => [index.name, index]))
  const names = eventIndexes.map((index) => indexName(table, index))
  const missing = names.filter((name) => !byName.has(name))
  const invalid = names.filter((name) => byName.get(name)?.valid === false)
  return [
    ...(missing.length === 0
      ? []
      : [
          {
            level: 'error',
            fault: 'DAYBOOK_INDEX_MISSING',
            text: `${missing.length === 1 ? 'Index' : 'Indexes'} ${missing.join(', ')} missing`,
            why: 'The lists that use them read the whole table.',
            fix: 'npx daybook migration --only indexes',
          } as const,
        ]),
    ...(invalid.length === 0
      ? []
      : [
          {
            level: 'error',
            fault: 'DAYBOOK_INDEX_INVALID',
            text: `${invalid.join(', ')} cannot be used`,
            why: 'Making it was cut off or failed.',
            fix: `REINDEX INDEX CONCURRENTLY ${invalid.join('; REINDEX INDEX CONCURRENTLY ')};`,
          } as const,
        ]),
  ]
}
