import { existsSync } from 'node:fs'
import { sqlite } from '@daybook/sql'
import { createNodeSqliteStore } from '@daybook/sql/node-sqlite'
import { connectionError } from '../cli/command-error.ts'
import type { Connection, Row, Runner } from './connection.ts'

/** A file, by Node's own SQLite. Makes none unless `create` is set. */
export async function openSqlite(path: string, { create = false } = {}): Promise<Connection> {
  if (!create && !existsSync(path))
    throw connectionError(
      `There is no file ${path}.`,
      'Check --url or DATABASE_URL: the path is taken from this folder.',
    )
  const { DatabaseSync } = await import('node:sqlite')
  const database = new DatabaseSync(path, { timeout: 10_000 })
  const runner: Runner = {
    run: async ({ sql, parameters }) => database.prepare(sql).all(...parameters) as Row[],
  }
  return {
    ...runner,
    dialect: sqlite,
    async version() {
      const [row] = await runner.run({ sql: 'SELECT sqlite_version() AS version', parameters: [] })
      return `SQLite ${row?.version}`
    },
    openStore: (options) => createNodeSqliteStore(database, options),
    async rehearse(work) {
      database.exec('BEGIN IMMEDIATE')
      try {
        return await work(runner)
      } finally {
        if (database.isTransaction) database.exec('ROLLBACK')
      }
    },
    close: async () => database.close(),
  }
}
