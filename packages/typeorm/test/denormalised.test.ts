import { createDaybook, type DaybookEvent } from '@daybook/core'
import { createEventEntity, createEventMigration, createTypeormStore } from '@daybook/typeorm'
import { DataSource, type EntityManager, EntitySchema } from 'typeorm'
import { describe, expect, it } from 'vitest'
import { connectionTo, type Dialect, dialects } from './engines.ts'

interface User {
  id: number
  lastSeenAt: Date | null
  payments: number
}

async function openApp(dialect: Dialect) {
  const { connection, drop } = await connectionTo(dialect)
  const User = new EntitySchema<User>({
    name: 'User',
    tableName: 'app_user',
    columns: {
      id: { type: 'int', primary: true },
      lastSeenAt: {
        type: { sqlite: 'datetime', postgres: 'timestamptz', mariadb: 'datetime' }[dialect] as 'datetime',
        ...(dialect !== 'sqlite' && { precision: 3 }),
        nullable: true,
      },
      payments: { type: 'int', default: 0 },
    },
  })
  const dataSource = new DataSource({
    ...connection,
    entities: [User, createEventEntity({ dialect })],
    migrations: [createEventMigration({ dialect })],
    migrationsRun: true,
  })
  await dataSource.initialize()
  await dataSource.synchronize()
  await dataSource.manager.insert(User, [{ id: 1 }, { id: 2 }])
  const daybook = createDaybook({ store: createTypeormStore(dataSource) })

  async function denormalise(tx: EntityManager, { action, actor, occurredAt }: DaybookEvent) {
    if (actor?.type !== 'User') return
    const row = { id: Number(actor.id) }
    await tx.update(User, row, { lastSeenAt: occurredAt })
    if (action === 'invoice.paid') await tx.increment(User, row, 'payments', 1)
  }

  return {
    users: () => dataSource.manager.find(User, { order: { id: 'asc' } }),
    events: () => daybook.count({}),
    pay: (actor: { type: string; id: number } | null, fail = false) =>
      dataSource.transaction(async (tx) => {
        const event = await daybook.log('invoice.paid', { actor, tx })
        await denormalise(tx, event)
        if (fail) throw new Error('declined')
        return event
      }),
    async [Symbol.asyncDispose]() {
      await dataSource.destroy()
      await drop()
    },
  }
}

describe.each(dialects)('denormalised fields on %s', (dialect) => {
  it('rows 72 to 74: last seen and a count are on the own row, of the same transaction', async () => {
    await using app = await openApp(dialect)
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
