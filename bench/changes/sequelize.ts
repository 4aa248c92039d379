import { createDaybook } from '@daybook/core'
import { createSequelizeStore, trackChanges } from '@daybook/sequelize'
import mariadb from 'mariadb'
import { DataTypes, type Model, Sequelize, type Transaction } from 'sequelize'
import { sqlite3 } from '../../scripts/test-sqlite3.mjs'
import { allEngines } from '../orms/orm-bench.ts'
import { type ChangeBench, invoiceTable, invoiceType, type RunByHand } from './change-bench.ts'

interface Invoice extends Model {
  amount: number
}

/** Sequelize 6 on sqlite3, pg and mariadb. */
export const sequelizeChanges: ChangeBench = {
  name: 'Sequelize',
  engines: allEngines.filter((engine) => engine !== 'sqlite' || sqlite3),

  async open(engine, url, isTracked) {
    const sequelize =
      engine === 'sqlite'
        ? new Sequelize({ dialect: engine, storage: url, dialectModule: sqlite3 as object, logging: false })
        : new Sequelize(url.replace(/^mysql:/, 'mariadb:'), {
            ...(engine === 'mariadb' && { dialectModule: mariadb }),
            logging: false,
          })
    if (engine === 'sqlite') await sequelize.query('PRAGMA journal_mode = WAL')
    const invoices = sequelize.define<Invoice>(
      invoiceType,
      Object.fromEntries(
        Object.entries(invoiceTable.columns).map(([name, type]) => [
          name,
          { type: type === 'int' ? DataTypes.INTEGER : DataTypes.STRING(100), primaryKey: name === 'id' },
        ]),
      ),
      { tableName: invoiceTable.name, timestamps: false },
    )
    // Without capture an app may as well have no store: its transactions are Sequelize's own.
    if (isTracked) {
      const daybook = createDaybook({ store: createSequelizeStore(sequelize) })
      trackChanges(daybook, sequelize, { entities: [invoices] })
    }
    const through =
      (transaction: Transaction): RunByHand =>
      async ({ sql, parameters }) => {
        const [answer] = await sequelize.query(numbered(sql), { bind: [...parameters], transaction })
        return answer
      }
    return {
      save: (id, amount, beside) =>
        sequelize.transaction(async (transaction) => {
          const invoice = await invoices.findByPk(id, { transaction, rejectOnEmpty: true })
          invoice.amount = amount
          await invoice.save({ transaction })
          await beside?.(through(transaction))
        }),
      async updateAll(amount) {
        await invoices.update({ amount }, { where: {} })
      },
      byHand: (work) => sequelize.transaction((transaction) => work(through(transaction))),
      close: () => sequelize.close(),
    }
  },
}

/** Sequelize's own way to write a placeholder, on every database. */
function numbered(sql: string): string {
  let position = 0
  return sql.replaceAll('?', () => `$${++position}`)
}
