const { mkdirSync } = require('node:fs')
const { dirname } = require('node:path')
const { createEventMigration } = require('@daybook/sequelize')
const { DataTypes, Model, Sequelize } = require('sequelize')
const { SequelizeStorage, Umzug } = require('umzug')

class Invoice extends Model {}

/** Opens PostgreSQL for a `postgres://` URL, else an SQLite file, and creates what is missing in it. */
async function openDatabase(/** @type {string} */ location) {
  const dialect = /^postgres(ql)?:/.test(location) ? 'postgres' : 'sqlite'
  if (dialect === 'sqlite') mkdirSync(dirname(location), { recursive: true })
  const sequelize = new Sequelize(dialect === 'sqlite' ? `sqlite:${location}` : location, {
    logging: false,
    define: { timestamps: false },
  })
  Invoice.init(
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      customer: { type: DataTypes.TEXT, allowNull: false },
      amount: { type: DataTypes.INTEGER, allowNull: false },
      status: { type: DataTypes.TEXT, allowNull: false, defaultValue: 'open' },
    },
    { sequelize },
  )
  await sequelize.sync()
  await new Umzug({
    migrations: [createEventMigration({ dialect })],
    context: sequelize.getQueryInterface(),
    storage: new SequelizeStorage({ sequelize }),
    logger: undefined,
  }).up()
  return sequelize
}

module.exports = { Invoice, openDatabase }
