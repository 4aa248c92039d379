import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'
import { createDaybook, type DaybookEvent } from '@daybook/core'
import { createEventMigration, createSequelizeStore } from '@daybook/sequelize'
import { QueryTypes, Sequelize, type Transaction } from 'sequelize'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { dialectOf, engines, openRig, openSequelize, type Rig } from './engines.ts'

const actionsOf = (events: readonly DaybookEvent[]) => events.map(({ action }) => action)

describe.each(engines)('%s', (engine) => {
  let rig: Rig
  beforeEach(async () => {
    rig = await openRig(engine)
  })
  afterEach(() => rig.close())

  const dialect = dialectOf(engine)
  const actions = async () => actionsOf((await rig.daybook.find({ order: 'oldest' })).events)
  const heard = () => actionsOf(rig.heard)
  /** Whatever is to be announced has been, once a later event was. */
  const heardAfterMarker = async () => {
    await rig.daybook.log('marker')
    await vi.waitFor(() => expect(heard()).toContain('marker'))
    return heard().filter((action) => action !== 'marker')
  }

  test('an event joins the transaction it is given and is announced after the commit', async () => {
    await rig.sequelize.transaction(async (transaction) => {
      const invoice = await rig.invoices.create({}, { transaction })
      const event = await rig.daybook.log('invoice.created', { target: invoice, tx: transaction })
      expect(event.target).toEqual({ type: 'Bill', id: String(invoice.id) })
      expect(event.recordedAt).toBeInstanceOf(Date)
      expect(heard()).toEqual([])
    })
    await vi.waitFor(() => expect(heard()).toEqual(['invoice.created']))
    expect(await actions()).toEqual(['invoice.created'])
  })

  test('a transaction that throws after log() leaves no row, no event and no signal', async () => {
    const failing = rig.sequelize.transaction(async (transaction) => {
      await rig.invoices.create({}, { transaction })
      await rig.daybook.log('invoice.paid')
      throw new Error('card declined')
    })
    await expect(failing).rejects.toThrow('card declined')
    expect(await heardAfterMarker()).toEqual([])
    expect(await actions()).toEqual(['marker'])
    expect(await rig.invoices.count()).toBe(0)
  })

  test('a transaction that is ended by hand is joined, and told of when it ends', async () => {
    const committed = await rig.sequelize.transaction()
    await rig.daybook.log('kept', { tx: committed })
    expect(rig.store.transactions?.current()).toBeUndefined()
    await committed.commit()
    const back = await rig.sequelize.transaction()
    await rig.daybook.log('lost', { tx: back })
    await back.rollback()
    expect(await heardAfterMarker()).toEqual(['kept'])
  })

  test('two books over one Sequelize share its transactions, and each tells of its own events once', async () => {
    const other = createDaybook({ store: createSequelizeStore(rig.sequelize) })
    const told: string[] = []
    other.on('eventLogged', (event) => told.push(event.action))
    const { transaction } = rig.sequelize
    createSequelizeStore(rig.sequelize)
    expect(rig.sequelize.transaction).toBe(transaction)
    await rig.sequelize.transaction(async () => {
      await rig.daybook.log('one')
      await other.log('two')
      expect([...heard(), ...told]).toEqual([])
    })
    await vi.waitFor(() => expect([heard(), told]).toEqual([['one'], ['two']]))
  })

  test('S1: a transaction in another without an option is a second one, or refused where there is one connection', async () => {
    let inner: unknown
    const go = (action: string) =>
      rig.sequelize.transaction(async () => {
        await rig.daybook.log(action)
        throw new Error('inner')
      })
    await rig.sequelize.transaction(async () => {
      // On a file the first writer keeps the second out: here the outer one has not written yet.
      inner = await go('inner').catch((error: unknown) => error)
      await rig.daybook.log('outer')
    })
    if (engine === 'sqlite-memory') expect(inner).toMatchObject({ code: 'DAYBOOK_WOULD_DEADLOCK' })
    else expect(inner).toMatchObject({ message: 'inner' })
    expect(await heardAfterMarker()).toEqual(['outer'])
    expect(await actions()).toEqual(['outer', 'marker'])
  })

  test('S2: an event of a savepoint is not announced by the savepoint, nor when all is rolled back', async () => {
    const failing = rig.sequelize.transaction(async (outer) => {
      await rig.sequelize.transaction({ transaction: outer }, () => rig.daybook.log('inner'))
      throw new Error('outer')
    })
    await expect(failing).rejects.toThrow('outer')
    expect(await heardAfterMarker()).toEqual([])
    expect(await actions()).toEqual(['marker'])
  })

  test('savepoints of one name, of different depths: what is announced is what is there', async () => {
    await rig.sequelize.transaction(async (outer) => {
      const first = await rig.sequelize.transaction({ transaction: outer })
      await rig.daybook.log('before', { tx: first })
      const second = await rig.sequelize.transaction({ transaction: first })
      await rig.daybook.log('inside', { tx: second })
      await second.commit()
      await rig.daybook.log('after', { tx: first })
      await first.rollback()
      await rig.daybook.log('last', { tx: outer })
    })
    expect((await heardAfterMarker()).sort()).toEqual(
      (await actions()).filter((each) => each !== 'marker').sort(),
    )
    expect(heard()).toContain('last')
    expect(heard()).not.toContain('inside')
    expect(heard()).not.toContain('after')
  })

  test('savepoints side by side: what is announced is what is there', async () => {
    await rig.sequelize.transaction(async (outer) => {
      const [first, second] = [
        await rig.sequelize.transaction({ transaction: outer }),
        await rig.sequelize.transaction({ transaction: outer }),
      ]
      await rig.daybook.log('first', { tx: first })
      await rig.daybook.log('second', { tx: second })
      await first.commit()
      await second.rollback()
      await rig.daybook.log('last', { tx: outer })
    })
    expect((await heardAfterMarker()).sort()).toEqual(
      (await actions()).filter((each) => each !== 'marker').sort(),
    )
    expect(await actions()).toEqual(['last', 'marker'])
  })

  test('findOrCreate, with its own inner transaction, works inside and outside', async () => {
    const where = { status: 'x' }
    await rig.invoices.findOrCreate({ where })
    await rig.sequelize.transaction(async (transaction) => {
      const [invoice, isNew] = await rig.invoices.findOrCreate({ where: { status: 'y' }, transaction })
      expect(isNew).toBe(true)
      await rig.daybook.log('made', { target: invoice })
    })
    expect(await heardAfterMarker()).toEqual(['made'])
    expect(await rig.invoices.count()).toBe(2)
  })

  test('a transaction of another Sequelize is refused', async () => {
    const other = await openRig(engine)
    await other.sequelize.transaction(async (tx) => {
      await expect(rig.daybook.log('x', { tx })).rejects.toMatchObject({
        code: 'DAYBOOK_FOREIGN_TRANSACTION',
      })
    })
    await other.close()
  })

  test('a savepoint that has ended, and what is no transaction, are refused', async () => {
    await rig.sequelize.transaction(async (outer) => {
      const ended = await rig.sequelize.transaction({ transaction: outer }, async (tx) => tx)
      for (const tx of [ended, rig.sequelize as unknown as Transaction])
        await expect(rig.daybook.log('x', { tx })).rejects.toMatchObject({
          code: 'DAYBOOK_NOT_A_TRANSACTION',
        })
    })
    expect(await actions()).toEqual([])
  })

  if (dialect !== 'mariadb')
    test('S2: a COMMIT that fails announces nothing, and leaves the connection working', async () => {
      await rig.sequelize.query('CREATE TABLE parent (id integer PRIMARY KEY)')
      await rig.sequelize.query(
        'CREATE TABLE child (parent integer REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)',
      )
      const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
      const failing = rig.sequelize.transaction(async (transaction) => {
        await rig.daybook.log('lost')
        await rig.sequelize.query('INSERT INTO child VALUES (1)', { transaction })
      })
      await expect(failing).rejects.toThrow()
      warn.mockRestore()
      expect(await heardAfterMarker()).toEqual([])
      await rig.sequelize.transaction(() => rig.daybook.log('next'))
      await vi.waitFor(() => expect(heard()).toEqual(['marker', 'next']))
      expect(await actions()).toEqual(['marker', 'next'])
    })

  if (dialect === 'sqlite')
    test('while a transaction is open that is ended by hand, an event waits for its end', async () => {
      const open = await rig.sequelize.transaction()
      await rig.daybook.log('by hand', { tx: open })
      const waiting = rig.daybook.log('outside')
      const next = rig.sequelize.transaction(() => rig.daybook.log('next'))
      await rig.daybook.log('by hand still', { tx: open })
      await open.rollback()
      await Promise.all([waiting, next])
      expect(await actions()).toEqual(['outside', 'next'])
    })

  if (dialect === 'sqlite')
    test('twenty writing transactions at once all commit, and so do events beside them', async () => {
      const work = Array.from({ length: 20 }, (_, index) => [
        rig.sequelize.transaction(async (transaction) => {
          await rig.invoices.create({}, { transaction })
          await rig.daybook.log('inside', { data: { index } })
        }),
        rig.daybook.log('beside', { data: { index } }),
      ])
      await Promise.all(work.flat())
      expect(await rig.daybook.count()).toBe(40)
      expect(await rig.invoices.count()).toBe(20)
    })

  if (dialect === 'postgres') {
    test('T3: a swallowed error makes COMMIT a ROLLBACK: no row and no signal', async () => {
      await rig.sequelize.transaction(async (transaction) => {
        await rig.daybook.log('lost')
        await rig.sequelize.query('SELECT no_such_column', { transaction }).catch(() => undefined)
      })
      expect(await heardAfterMarker()).toEqual([])
      expect(await actions()).toEqual(['marker'])
    })
  }

  if (dialect !== 'sqlite')
    test('a killed connection rejects the caller, announces nothing, and leaves the store working', async () => {
      const [who, kill] = {
        postgres: ['SELECT pg_backend_pid() AS id', 'SELECT pg_terminate_backend(?)'],
        mariadb: ['SELECT connection_id() AS id', 'KILL ?'],
      }[dialect] as [string, string]
      const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
      const killed = rig.sequelize.transaction(async (transaction) => {
        await rig.daybook.log('lost')
        const [row] = await rig.sequelize.query<{ id: number }>(who, { transaction, type: QueryTypes.SELECT })
        await rig.sequelize.query(kill, { replacements: [row?.id], type: QueryTypes.RAW, transaction: null })
        await rig.daybook.log('lost as well')
      })
      await expect(killed).rejects.toMatchObject({ code: 'DAYBOOK_UNAVAILABLE', retryable: true })
      warn.mockRestore()
      expect(await heardAfterMarker()).toEqual([])
      expect(await actions()).toEqual(['marker'])
    })

  if (dialect === 'mariadb')
    test('a transaction that DDL has ended takes no more events, and what waited for its commit makes it fail', async () => {
      const over = { code: 'DAYBOOK_NOT_A_TRANSACTION' }
      const committing = rig.sequelize.transaction(async (transaction) => {
        await rig.daybook.within(transaction, { buffer: true }).log('held')
        await rig.sequelize.query('CREATE TABLE ended (id int)', { transaction })
        await expect(rig.daybook.log('late', { tx: transaction })).rejects.toMatchObject(over)
      })
      await expect(committing).rejects.toMatchObject(over)
      expect(await heardAfterMarker()).toEqual([])
      expect(await actions()).toEqual(['marker'])
    })

  if (dialect === 'mariadb')
    test('D3: a deadlock that was swallowed has ended the transaction: what it held is not announced', async () => {
      await rig.invoices.bulkCreate([{ id: 1 }, { id: 2 }])
      const [bothHold, firstHolds, secondHolds] = [
        Promise.withResolvers<void>(),
        Promise.withResolvers<void>(),
        Promise.withResolvers<void>(),
      ]
      void Promise.all([firstHolds.promise, secondHolds.promise]).then(() => bothHold.resolve())
      const lock = (id: number, transaction: Transaction) =>
        rig.sequelize.query('UPDATE invoice SET status = ? WHERE id = ?', {
          replacements: ['z', id],
          transaction,
        })
      const crossing = (held: PromiseWithResolvers<void>, mine: number, other: number, action: string) =>
        rig.sequelize
          .transaction(async (transaction) => {
            await lock(mine, transaction)
            await rig.daybook.log(action)
            held.resolve()
            await bothHold.promise
            // In a savepoint, which is all that Sequelize takes for lost.
            const inner = rig.sequelize.transaction({ transaction }, (savepoint) => lock(other, savepoint))
            await inner.catch(() => undefined)
          })
          .catch(() => undefined)
      await Promise.all([crossing(firstHolds, 1, 2, 'one'), crossing(secondHolds, 2, 1, 'two')])
      const announced = await heardAfterMarker()
      expect(announced).toHaveLength(1)
      expect(await actions()).toEqual([...announced, 'marker'])
    })
})

describe.each(engines.filter((engine) => !engine.startsWith('sqlite')))(
  '%s with one connection',
  (engine) => {
    test('S1: nothing waits for ever: refused where it can be seen, else out of time', async () => {
      const { sequelize, close } = await openSequelize(engine, { pool: { max: 1, acquire: 300 } })
      await createEventMigration({ dialect: dialectOf(engine) }).up(sequelize.getQueryInterface())
      const store = createSequelizeStore(sequelize)
      const daybook = createDaybook({ store })
      await sequelize.transaction(async (tx) => {
        await expect(daybook.log('independent', { tx: null })).rejects.toMatchObject({
          code: 'DAYBOOK_WOULD_DEADLOCK',
        })
        await expect(store.count({ conditions: [] }, 1)).rejects.toMatchObject({ code: 'DAYBOOK_TIMEOUT' })
        await daybook.log('joined', { tx })
      })
      const tx = await sequelize.transaction()
      await expect(daybook.log('outside')).rejects.toMatchObject({ code: 'DAYBOOK_TIMEOUT' })
      await tx.rollback()
      expect(actionsOf((await daybook.find()).events)).toEqual(['joined'])
      await close()
    })
  },
)

describe('with the CLS of Sequelize', () => {
  // As in the README: what an app does that has no cls-hooked.
  const storage = new AsyncLocalStorage<Map<string, unknown>>()
  const namespace = {
    bind: AsyncResource.bind,
    run: (work: () => void) => storage.run(new Map(storage.getStore() ?? []), work),
    get: (key: string) => storage.getStore()?.get(key),
    set: (key: string, value: unknown) => storage.getStore()?.set(key, value),
  }
  const classes = Sequelize as unknown as { _cls?: unknown }

  test.each(engines)('%s: the app and the log agree on what is ambient', async (engine) => {
    Sequelize.useCLS(namespace)
    const [rig, other] = [await openRig(engine), await openRig(engine)]
    try {
      const failing = rig.sequelize.transaction(async () => {
        await rig.invoices.create()
        await rig.daybook.log('lost')
        // Another instance's, under the same name in the namespace.
        await other.daybook.log('elsewhere')
        throw new Error('card declined')
      })
      await expect(failing).rejects.toThrow('card declined')
      expect(await rig.invoices.count()).toBe(0)
      expect(await rig.daybook.count()).toBe(0)
      expect(await other.daybook.count()).toBe(1)
      await rig.sequelize.transaction(async () => {
        await rig.invoices.create()
        await rig.daybook.log('kept')
      })
      expect([await rig.invoices.count(), await rig.daybook.count()]).toEqual([1, 1])
    } finally {
      delete classes._cls
      await rig.close()
      await other.close()
    }
  })
})
