import { existsSync } from 'node:fs'
import { sqlite } from '@daybook/sql'
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
  let last: Promise<unknown> = Promise.resolve()
  return {
    ...runner,
    dialect: sqlite,
    async version() {
      const [row] = await runner.run({ sql: 'SELECT sqlite_version() AS version', parameters: [] })
      return `SQLite ${row?.version}`
    },
    transact(work) {
      // One handle: transactions take turns.
      const turn = last.then(async () => {
        database.exec('BEGIN IMMEDIATE')
        try {
          const result = await work(runner)
          database.exec('COMMIT')
          return result
        } catch (error) {
          if (database.isTransaction) database.exec('ROLLBACK')
          throw error
        }
      })
      last = turn.catch(() => {})
      return turn
    },
    close: async () => database.close(),
  }
}
