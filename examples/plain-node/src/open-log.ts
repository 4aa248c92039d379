import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createDaybook, defineEvents } from '@daybook/core'
import { authEvents } from '@daybook/core/catalogs'
import { createStatements, eventTable, sqlite } from '@daybook/sql'
import { createNodeSqliteStore } from '@daybook/sql/node-sqlite'
import { viewerEvents } from '@daybook/viewer'

const events = defineEvents({
  ...authEvents,
  ...viewerEvents,
  'note.added': { description: 'Somebody wrote a note', target: 'Note' },
  'note.removed': { description: 'Somebody removed a note', target: 'Note' },
})

/** The app's database, and the log in a table of it. What is missing is created. */
export function openLog(path: string) {
  mkdirSync(dirname(path), { recursive: true })
  const database = new DatabaseSync(path)
  database.exec('PRAGMA journal_mode = WAL')
  database.exec('CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL)')
  const isNew =
    database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'daybook_events'").get() === undefined
  if (isNew) for (const statement of createStatements(sqlite, eventTable({}))) database.exec(statement)
  return { database, daybook: createDaybook({ store: createNodeSqliteStore(database), events }) }
}

export type Log = ReturnType<typeof openLog>
