import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { createEventMigration } from '@daybook/sequelize'
import * as orm from 'sequelize'
import { SequelizeStorage, Umzug } from 'umzug'

export class User extends orm.Model<orm.InferAttributes<User>, orm.InferCreationAttributes<User>> {
  declare id: orm.CreationOptional<number>
  declare email: string
  declare role: 'member' | 'admin'
  declare password: string
}

export class Invoice extends orm.Model<orm.InferAttributes<Invoice>, orm.InferCreationAttributes<Invoice>> {
  declare id: orm.CreationOptional<number>
  declare customer: string
  declare amount: number
  declare status: orm.CreationOptional<'open' | 'paid'>
}

/** Opens PostgreSQL for a `postgres://` URL, else an SQLite file, and creates what is missing in it. */
export async function openDatabase(location: string): Promise<orm.Sequelize> {
  const dialect = /^postgres(ql)?:/.test(location) ? 'postgres' : 'sqlite'
  if (dialect === 'sqlite') mkdirSync(dirname(location), { recursive: true })
  const sequelize = new orm.Sequelize(dialect === 'sqlite' ? `sqlite:${location}` : location, {
    logging: false,
    define: { timestamps: false },
  })
  // Each attribute an object of its own: Sequelize notes their names in them.
  const id = () => ({ type: orm.DataTypes.INTEGER, primaryKey: true, autoIncrement: true })
  const a = (type: orm.DataType, more = {}) => ({ type, allowNull: false, ...more })
  const { TEXT, INTEGER } = orm.DataTypes
  User.init({ id: id(), email: a(TEXT, { unique: true }), role: a(TEXT), password: a(TEXT) }, { sequelize })
  Invoice.init(
    { id: id(), customer: a(TEXT), amount: a(INTEGER), status: a(TEXT, { defaultValue: 'open' }) },
    { sequelize },
  )
  await sequelize.sync()
  await new Umzug({
    migrations: ['daybook_events', 'daybook_requests'].map((table) =>
      createEventMigration({ dialect, table }),
    ),
    context: sequelize.getQueryInterface(),
    storage: new SequelizeStorage({ sequelize }),
    logger: undefined,
  }).up()
  return sequelize
}
