import { createDaybook } from '@daybook/core'
import { createEventModel, createSequelizeStore } from '@daybook/sequelize'
import mariadb from 'mariadb'
import { Sequelize, type Transaction } from 'sequelize'
import { sqlite3 } from '../../scripts/test-sqlite3.mjs'
import { openBareDriver } from './bare-drivers.ts'
import { rowOf } from './event-row.ts'
import { allEngines, type BareDriver, type OrmBench } from './orm-bench.ts'

/** Sequelize 6 on sqlite3, pg and mariadb. */
export const sequelizeBench: OrmBench<Transaction> = {
  name: 'Sequelize',
  engines: allEngines.filter((engine) => engine !== 'sqlite' || sqlite3),

  async bare(engine, url) {
    if (engine === 'sqlite') return openSqlite3(url)
    if (engine === 'mariadb') return openMariadb(url)
    return openBareDriver(engine, url)
  },

  async open(engine, url) {
    const sequelize =
      engine === 'sqlite'
        ? new Sequelize({ dialect: engine, storage: url, dialectModule: sqlite3 as object, logging: false })
        : new Sequelize(url.replace(/^mysql:/, 'mariadb:'), {
            ...(engine === 'mariadb' && { dialectModule: mariadb }),
            logging: false,
          })
    const model = createEventModel(sequelize)
    const store = createSequelizeStore(sequelize)
    return {
      store,
      daybook: createDaybook({ store }),
      transaction: (work) => sequelize.transaction(work),
      byHand: (transaction, { sql, parameters }) =>
        sequelize.query(numbered(sql), { bind: [...parameters], transaction }),
      create: (event) => model.create(rowOf(event)),
      bulk: (events) => model.bulkCreate(events.map(rowOf)),
      close: () => sequelize.close(),
    }
  },
}

/** Sequelize's own way to write a placeholder, on every database. */
function numbered(sql: string): string {
  let position = 0
  return sql.replaceAll('?', () => `$${++position}`)
}

interface Sqlite3 {
  readonly Database: new (
    path: string,
  ) => {
    all(sql: string, parameters: readonly unknown[], callback: (error: unknown, rows: unknown) => void): void
    close(callback: () => void): void
  }
}

async function openSqlite3(path: string): Promise<BareDriver> {
  const database = new (sqlite3 as Sqlite3).Database(path)
  const run: BareDriver['run'] = ({ sql, parameters }) =>
    new Promise((resolve, reject) =>
      database.all(sql, parameters, (error: unknown, rows: unknown) =>
        error ? reject(error) : resolve(rows),
      ),
    )
  await run({ sql: 'PRAGMA journal_mode = WAL', parameters: [] })
  return {
    name: 'sqlite3',
    run,
    close: () => new Promise((resolve) => database.close(() => resolve())),
  }
}

function openMariadb(url: string): BareDriver {
  const { hostname, port, username, password, pathname } = new URL(url)
  const pool = mariadb.createPool({
    host: hostname,
    port: Number(port),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: pathname.slice(1),
    connectionLimit: 1,
  })
  return {
    name: 'mariadb',
    run: ({ sql, parameters }) => pool.query(sql, [...parameters]),
    close: () => pool.end(),
  }
}
