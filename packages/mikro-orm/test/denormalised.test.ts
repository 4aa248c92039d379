import { createDaybook, type DaybookEvent } from '@daybook/core'
import { createEventMigration, createMikroOrmStore } from '@daybook/mikro-orm'
import { defineEntity, p, raw } from '@mikro-orm/core'
import type { SqlEntityManager } from '@mikro-orm/sql'
import { describe, expect, it } from 'vitest'
import { freshDatabase } from '../../../scripts/test-servers.mjs'
import { dialectOf, type Engine, engines, eventEntities, openOrm } from './engines.ts'

const User = defineEntity({
  name: 'User',
  tableName: 'app_user',
  properties: {
    id: p.integer().primary().autoincrement(false),
    lastSeenAt: p.datetime(3).nullable(),
    payments: p.integer().default(0),
  },
})

async function openApp(engine: Engine) {
  const dialect = dialectOf(engine)
  const database = dialect === 'sqlite' ? undefined : await freshDatabase(dialect)
  const orm = await openOrm(engine, {
    entities: [User, eventEntities[dialect]],
    migrations: { migrationsList: [createEventMigration({ dialect })], snapshot: false },
    ...(database && { clientUrl: database.url }),
  })
  await orm.migrator.up()
  await orm.schema.update()
  await orm.em.fork().insertMany(User, [{ id: 1 }, { id: 2 }])
  const daybook = createDaybook({ store: createMikroOrmStore(orm) })

  async function denormalise(em: SqlEntityManager, { action, actor, occurredAt }: DaybookEvent) {
    if (actor?.type !== 'User') return
    const row = { id: Number(actor.id) }
    await em.nativeUpdate(User, row, { lastSeenAt: occurredAt })
    if (action === 'invoice.paid') await em.nativeUpdate(User, row, { payments: raw<number>('payments + 1') })
  }

  return {
    users: () => orm.em.fork().find(User, {}, { orderBy: { id: 'asc' } }),
    events: () => daybook.count({}),
    pay: (actor: { type: string; id: number } | null, fail = false) =>
      orm.em.fork().transactional(async (em) => {
        const event = await daybook.log('invoice.paid', { actor, tx: em })
        await denormalise(em, event)
        if (fail) throw new Error('declined')
        return event
      }),
    async [Symbol.asyncDispose]() {
      await orm.close(true)
      await database?.drop()
    },
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
