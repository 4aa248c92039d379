import { createDaybook, type DaybookEvent } from '@daybook/core'
import { createEventMigration, createSequelizeStore } from '@daybook/sequelize'
import { DataTypes, type Transaction } from 'sequelize'
import { describe, expect, it } from 'vitest'
import { dialectOf, type Engine, engines, openSequelize } from './engines.ts'

async function openApp(engine: Engine) {
  const { sequelize, close } = await openSequelize(engine)
  const User = sequelize.define(
    'User',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true },
      lastSeenAt: DataTypes.DATE(3),
      payments: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 0 },
    },
    { timestamps: false },
  )
  await createEventMigration({ dialect: dialectOf(engine) }).up(sequelize.getQueryInterface())
  await User.sync()
  await User.bulkCreate([{ id: 1 }, { id: 2 }])
  const daybook = createDaybook({ store: createSequelizeStore(sequelize) })

  async function denormalise(transaction: Transaction, { action, actor, occurredAt }: DaybookEvent) {
    if (actor?.type !== 'User') return
    const where = { id: actor.id }
    await User.update({ lastSeenAt: occurredAt }, { where, transaction })
    if (action === 'invoice.paid') await User.increment('payments', { where, transaction })
  }

  return {
    users: async () => (await User.findAll({ order: ['id'] })).map((user) => user.toJSON()),
    events: () => daybook.count({}),
    pay: (actor: { type: string; id: number } | null, fail = false) =>
      sequelize.transaction(async (transaction) => {
        const event = await daybook.log('invoice.paid', { actor, tx: transaction })
        await denormalise(transaction, event)
        if (fail) throw new Error('declined')
        return event
      }),
    [Symbol.asyncDispose]: close,
  }
}

describe.each(engines)('denormalised fields on %s', (engine) => {
  it('rows 72 to 74: last seen and a count are on the own row, of the same transaction', async () => {
    await using app = await openApp(engine)
    const ada = { type: 'User', id: 1 }
    const { occurredAt } = await app.pay(ada)
    await expect(app.pay({ type: 'User', id: 2 }, true)).rejects.toThrow('declined')
    await app.pay(null)
    await app.pay({ type: 'job', id: 2 })
    expect(await app.users()).toMatchObject([
      { id: 1, lastSeenAt: occurredAt, payments: 1 },
      { id: 2, lastSeenAt: null, payments: 0 },
    ])
    expect(await app.events()).toBe(3)
  })
})
