import { DatabaseSync } from 'node:sqlite'
import { limits } from '@daybook/core'
import { expect, test } from 'vitest'
import { postgres } from '../dialect/postgres.ts'
import { sqlite } from '../dialect/sqlite.ts'
import { eventColumns } from './columns.ts'
import { createStatements, dropStatements } from './create-statements.ts'
import { eventTable } from './event-table.ts'

test('two books live in one SQLite database, because index names carry the table name', () => {
  const database = new DatabaseSync(':memory:')
  for (const table of ['daybook_events', 'daybook_requests'])
    for (const statement of createStatements(sqlite, eventTable({ table }))) database.exec(statement)
  const indexes = database
    .prepare("SELECT name FROM sqlite_master WHERE type = 'index' AND name LIKE '%_idx'")
    .all()
  expect(indexes).toHaveLength(12)
  for (const statement of dropStatements(sqlite, eventTable({ table: 'daybook_requests' })))
    database.exec(statement)
  expect(database.prepare('SELECT count(*) AS n FROM sqlite_master').get()).not.toEqual({ n: 0 })
  database.close()
})

test('every column of the list is in the table, once, in order', () => {
  const [create] = createStatements(postgres, eventTable({})) as [string]
  const positions = eventColumns.map(({ name }) => create.indexOf(`"${name}" `))
  expect(positions).toEqual([...positions].sort((a, b) => a - b))
  expect(positions.every((position) => position > 0)).toBe(true)
})

test('the widest indexed key fits the narrowest engine, in bytes of four-byte characters', () => {
  const widest = 4 * (limits.tenant + limits.referenceType + limits.referenceId) + 16
  expect(widest).toBeLessThan(3_072)
})

test.each(['Events', 'a"b', 'x; DROP TABLE y', '', '1st', 'a'.repeat(41)])(
  'refuses the table name %j',
  (table) => {
    expect(() => eventTable({ table })).toThrow(expect.objectContaining({ code: 'DAYBOOK_BAD_TABLE_NAME' }))
  },
)
