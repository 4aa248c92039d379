import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createStatements, eventTable, sqlite } from '@daybook/sql'
import { createNodeSqliteStore } from '@daybook/sql/node-sqlite'

/** The table of events. The app and the worker open it, each for itself; the first makes it. */
export function openStore(path = process.env.DATABASE ?? 'data/app.db') {
  mkdirSync(dirname(path), { recursive: true })
  const database = new DatabaseSync(path, { timeout: 10_000 })
  database.exec('PRAGMA journal_mode = WAL')
  database.exec('BEGIN IMMEDIATE')
  const isNew =
    database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'daybook_events'").get() === undefined
  if (isNew) for (const statement of createStatements(sqlite, eventTable({}))) database.exec(statement)
  database.exec('COMMIT')
  return { store: createNodeSqliteStore(database), close: () => database.close() }
}
