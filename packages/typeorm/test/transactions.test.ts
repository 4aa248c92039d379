import { setTimeout as sleep } from 'node:timers/promises'
import { createDaybook } from '@daybook/core'
import { createTypeormStore } from '@daybook/typeorm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { dialects, Invoice, openRig, type Rig } from './engines.ts'

describe.each(dialects)('%s', (dialect) => {
  let rig: Rig
  beforeEach(async () => {
    rig = await openRig(dialect)
  })
  afterEach(() => rig.close())

  const actions = async () =>
    (await rig.daybook.find({ order: 'oldest' })).events.map((event) => event.action)
  const heard = () => rig.heard.map((event) => event.action)

  test('an event joins the transaction it is given and is announced after the commit', async () => {
    await rig.dataSource.transaction(async (manager) => {
      const invoice = await manager.save(Object.assign(new Invoice(), {}))
      const event = await rig.daybook.log('invoice.created', { target: invoice, tx: manager })
      expect(event.target).toEqual({ type: 'Bill', id: String(invoice.id) })
      expect(event.recordedAt).toBeInstanceOf(Date)
      expect(heard()).toEqual([])
    })
    expect(heard()).toEqual(['invoice.created'])
    expect(await actions()).toEqual(['invoice.created'])
  })

  test('a transaction that throws after log() leaves no row, no event and no signal', async () => {
    const failing = rig.dataSource.transaction(async (manager) => {
      await manager.save(Object.assign(new Invoice(), {}))
      await rig.daybook.log('invoice.paid', { tx: manager })
      throw new Error('card declined')
    })
    await expect(failing).rejects.toThrow('card declined')
    await sleep(10)
    expect(heard()).toEqual([])
    expect(await actions()).toEqual([])
    expect(await rig.dataSource.getRepository(Invoice).count()).toBe(0)
  })

  test('calls of one tick on one transaction share an insert', async () => {
    const statements: string[] = []
    await rig.dataSource.transaction(async (manager) => {
      const runner = manager.queryRunner as { query(sql: string, ...rest: unknown[]): Promise<unknown> }
      const query = runner.query.bind(runner)
      runner.query = (sql, ...rest) => {
        statements.push(sql)
        return query(sql, ...rest)
      }
      await Promise.all(
        Array.from({ length: 55 }, (_, index) => rig.daybook.log(`e${index}`, { tx: manager })),
      )
    })
    expect(statements.filter((sql) => sql.includes('INSERT INTO'))).toHaveLength(1)
    expect(await rig.daybook.count()).toBe(55)
  })

  test('a hundred concurrent transactions, half of them failing, leave exactly the other half', async () => {
    const work = Array.from({ length: 100 }, (_, index) =>
      rig.dataSource
        .transaction(async (manager) => {
          await manager.save(Object.assign(new Invoice(), { status: `n${index}` }))
          await rig.daybook.log('made', { data: { index }, tx: manager })
          await sleep(index % 3)
          if (index % 2 === 1) throw new Error('odd')
        })
        .catch(() => undefined),
    )
    await Promise.all(work)
    const { events } = await rig.daybook.find({ limit: 1000 })
    const stored = events.map((event) => (event.data as { index: number }).index).sort((a, b) => a - b)
    const even = Array.from({ length: 50 }, (_, index) => index * 2)
    expect(stored).toEqual(even)
    expect(await rig.dataSource.getRepository(Invoice).count()).toBe(50)
    expect(rig.heard).toHaveLength(50)
  })

  test('two books over one DataSource share its transactions, and each tells of its own events once', async () => {
    const other = createDaybook({ store: createTypeormStore(rig.dataSource) })
    const told: string[] = []
    other.on('eventLogged', (event) => told.push(event.action))
    const heardNow = () => rig.heard.map((event) => event.action)
    const subscribers = rig.dataSource.subscribers.length
    createTypeormStore(rig.dataSource)
    expect(rig.dataSource.subscribers).toHaveLength(subscribers)
    await rig.dataSource.transaction(async () => {
      await rig.daybook.log('one')
      await other.log('two')
      expect([...heardNow(), ...told]).toEqual([])
    })
    expect([heardNow(), told]).toEqual([['one'], ['two']])
  })

  test('T1: under a raw BEGIN the event is stored and no signal comes before the commit', async () => {
    const runner = rig.dataSource.createQueryRunner()
    await runner.connect()
    await runner.query('BEGIN')
    await rig.daybook.log('raw', { tx: runner.manager })
    expect(heard()).toEqual([])
    await runner.query('COMMIT')
    await runner.release()
    expect(await actions()).toEqual(['raw'])
  })

  test('an EntityManager without a transaction is refused as tx', async () => {
    await expect(rig.daybook.log('x', { tx: rig.dataSource.manager })).rejects.toMatchObject({
      code: 'DAYBOOK_NOT_A_TRANSACTION',
    })
    expect(await actions()).toEqual([])
  })

  test('a transaction of another DataSource is refused', async () => {
    const other = await openRig(dialect)
    await other.dataSource.transaction(async (manager) => {
      await expect(rig.daybook.log('x', { tx: manager })).rejects.toMatchObject({
        code: 'DAYBOOK_FOREIGN_TRANSACTION',
      })
    })
    await other.close()
  })

  if (dialect === 'mariadb')
    test('a transaction that DDL has ended takes no more events, and what waited for its commit makes it fail', async () => {
      const over = { code: 'DAYBOOK_NOT_A_TRANSACTION' }
      const committing = rig.dataSource.transaction(async (manager) => {
        await rig.daybook.within(manager, { buffer: true }).log('held')
        await manager.query('CREATE TABLE ended (id int)')
        await expect(rig.daybook.log('late', { tx: manager })).rejects.toMatchObject(over)
      })
      await expect(committing).rejects.toMatchObject(over)
      expect(heard()).toEqual([])
      expect(await actions()).toEqual([])
    })

  if (dialect === 'postgres') {
    test('T3: a swallowed error makes COMMIT a ROLLBACK: no row and no signal', async () => {
      await rig.dataSource.transaction(async (manager) => {
        await rig.daybook.log('lost', { tx: manager })
        await manager.query('SELECT no_such_column').catch(() => undefined)
      })
      await sleep(10)
      expect(heard()).toEqual([])
      expect(await actions()).toEqual([])
    })

    test('a killed backend rejects the caller, announces nothing, and leaves the store working', async () => {
      const killed = rig.dataSource.transaction(async (manager) => {
        await rig.daybook.log('lost', { tx: manager })
        const [{ pid }] = (await manager.query('SELECT pg_backend_pid() AS pid')) as [{ pid: number }]
        await rig.dataSource.query('SELECT pg_terminate_backend($1)', [pid])
        await manager.query('SELECT 1')
      })
      await expect(killed).rejects.toThrow()
      await rig.daybook.log('after')
      expect(await actions()).toEqual(['after'])
      expect(heard()).toEqual(['after'])
    })
  }
})
