import { DatabaseSync } from 'node:sqlite'
import { createDaybook } from '@daybook/core'
import { createSqlStore, createStatements, eventTable, type SqlStatement, sqlite } from '@daybook/sql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BareStore, connectLimited, engines, openBareStore, storeOver } from './bare-drivers.ts'

describe.each(engines)('%s', (engine) => {
  let bare: BareStore
  beforeAll(async () => {
    bare = await openBareStore(engine)
  })
  afterAll(() => bare.close())

  test('a role that may only write cannot prune, and is told why', async () => {
    const daybook = createDaybook({ store: bare.store })
    await daybook.log('kept')
    const limited = await openLimited(bare, engine)
    await expect(limited.daybook.prune({ action: 'kept' })).rejects.toMatchObject({
      code: 'DAYBOOK_FORBIDDEN',
      retryable: false,
      poison: false,
    })
    await limited.close()
    expect(await daybook.count()).toBe(1)
    expect(await daybook.prune({ action: 'kept' })).toBe(1)
  })

  test('a reader without a tenant asks once whether there are any, and finds those of all', async () => {
    const sent: string[] = []
    const store = createSqlStore<never>({
      name: engine,
      dialect: bare.dialect,
      table: eventTable({}),
      run({ sql, parameters }: SqlStatement) {
        sent.push(sql)
        return bare.run(sql, parameters)
      },
    })
    const daybook = createDaybook({ store })
    const probes = () => sent.filter((sql) => /max\(.tenant.\)/.test(sql)).length
    await daybook.log('seen')
    expect(await daybook.count({ action: 'seen' })).toBe(1)
    expect(probes()).toBe(1)
    expect(await daybook.count()).toBe(1)
    expect(await daybook.count({ tenant: 'acme', action: 'seen' })).toBe(0)
    expect(probes()).toBe(1)
    await daybook.log('seen', { tenant: 'acme' })
    expect(await daybook.count({ action: 'seen' })).toBe(2)
    expect(await daybook.count({ action: 'seen', tenant: null })).toBe(1)
    expect(probes()).toBe(2)
    expect(await daybook.count({ action: 'seen' })).toBe(2)
    expect(await daybook.prune({ action: 'seen' })).toBe(2)
    expect(probes()).toBe(2)
    // No tenant is left to be listed, though there were some.
    const nothing = [
      { action: 'seen' },
      { outcome: 'failure' },
      { actor: { type: 'User', id: '7' } },
      { target: { type: 'File', id: '1' } },
    ] as const
    for (const filter of nothing)
      expect([(await daybook.find(filter)).events, await daybook.count(filter)]).toEqual([[], 0])
  })
})

/** A daybook whose connection has the right to insert and select, and no other. */
async function openLimited(bare: BareStore, engine: (typeof engines)[number]) {
  if (engine === 'sqlite') return openReadOnly()
  const limited = await connectLimited(bare, engine)
  return { daybook: createDaybook({ store: storeOver(engine, limited) }), close: limited.close }
}

/** SQLite knows no roles, but connections that may not write. */
function openReadOnly() {
  const database = new DatabaseSync(':memory:')
  for (const statement of createStatements(sqlite, eventTable({}))) database.exec(statement)
  database.exec('PRAGMA query_only = 1')
  const run = async (sql: string, parameters: readonly unknown[] = []) =>
    database.prepare(sql).all(...(parameters as string[]))
  return {
    daybook: createDaybook({ store: storeOver('sqlite', { run }) }),
    close: async () => database.close(),
  }
}
