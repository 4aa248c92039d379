import { createDaybook, isDaybookError } from '@daybook/core'
import { createMikroOrmStore } from '@daybook/mikro-orm'
import { type EventSubscriber, RequestContext } from '@mikro-orm/core'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { dialectOf, engines, Invoice, InvoiceLine, openRig, type Rig } from './engines.ts'
import { eventAt } from './event-at.ts'

interface Statement {
  readonly sql: string
  readonly parameters: readonly unknown[]
}

/** A `Database` of better-sqlite3. */
interface Native {
  prepare(sql: string): { all(...parameters: unknown[]): unknown }
}

describe.each(engines)('%s', (engine) => {
  const dialect = dialectOf(engine)
  let rig: Rig
  beforeEach(async () => {
    rig = await openRig(engine)
  })
  afterEach(async () => {
    vi.useRealTimers()
    await rig.close()
  })

  const actions = async () =>
    (await rig.daybook.find({ order: 'oldest' })).events.map((event) => event.action)
  const heard = () => rig.heard.map((event) => event.action)
  const execute = (sql: string) => rig.orm.em.getConnection().execute(sql)

  test('an event joins the transaction it is given and is announced after the commit', async () => {
    await rig.orm.em.transactional(async (em) => {
      const invoice = em.create(Invoice, {})
      await em.flush()
      const event = await rig.daybook.log('invoice.created', { target: invoice, tx: em })
      expect(event.target).toEqual({ type: 'Bill', id: String(invoice.id) })
      expect(event.recordedAt).toBeInstanceOf(Date)
      expect(heard()).toEqual([])
    })
    expect(heard()).toEqual(['invoice.created'])
    expect(await actions()).toEqual(['invoice.created'])
  })

  test('a transaction that throws after log() leaves no row, no event and no signal', async () => {
    const failing = rig.orm.em.transactional(async (em) => {
      em.create(Invoice, {})
      await rig.daybook.log('invoice.paid', { tx: em })
      throw new Error('card declined')
    })
    await expect(failing).rejects.toThrow('card declined')
    expect(await actions()).toEqual([])
    expect(heard()).toEqual([])
    expect(await rig.orm.em.fork().count(Invoice)).toBe(0)
  })

  test('without `tx`, an event joins what is open in its context: transactional(), a savepoint, begin()', async () => {
    await rig.orm.em.transactional(async () => {
      await rig.daybook.log('outer')
      await rig.orm.em
        .transactional(async () => {
          await rig.daybook.log('dropped')
          throw new Error('inner')
        })
        .catch(() => undefined)
    })
    await RequestContext.create(rig.orm.em, async () => {
      await rig.orm.em.begin()
      await rig.daybook.log('lost')
      await rig.orm.em.rollback()
      await rig.orm.em.begin()
      await rig.daybook.log('by hand')
      expect(heard()).toEqual(['outer'])
      await rig.orm.em.commit()
    })
    expect(await actions()).toEqual(['outer', 'by hand'])
    expect(heard()).toEqual(['outer', 'by hand'])
  })

  test('calls of one tick on one transaction share an insert, which is bound and not written into the text', async () => {
    const statements: Statement[] = []
    await rig.orm.em.transactional(async (em) => {
      const context = em.getTransactionContext() as { executeQuery(statement: Statement): Promise<unknown> }
      const executeQuery = context.executeQuery.bind(context)
      context.executeQuery = (statement) => {
        statements.push(statement)
        return executeQuery(statement)
      }
      if (engine === 'sqlite') {
        const native = (await rig.orm.em.getConnection().getNativeClient()) as Native
        const prepare = native.prepare.bind(native)
        native.prepare = (sql) => {
          const statement = prepare(sql)
          const all = statement.all.bind(statement)
          statement.all = (...parameters) => {
            statements.push({ sql, parameters })
            return all(...parameters)
          }
          return statement
        }
      }
      const logs = Array.from({ length: 55 }, (_, index) =>
        rig.daybook.log(`e${index}`, { note: 'needle', tx: em }),
      )
      await Promise.all(logs)
    })
    const inserts = statements.filter(({ sql }) => sql.includes('INSERT INTO'))
    expect(inserts).toHaveLength(1)
    expect(inserts[0]?.sql).not.toContain('needle')
    expect(JSON.stringify(inserts[0]?.parameters)).toContain('needle')
    expect(await rig.daybook.count()).toBe(55)
  })

  test('a hundred concurrent transactions, half of them failing, leave exactly the other half', async () => {
    const work = Array.from({ length: 100 }, (_, index) =>
      rig.orm.em
        .transactional(async (em) => {
          em.create(Invoice, { status: `n${index}` })
          await em.flush()
          await rig.daybook.log('made', { data: { index }, tx: em })
          if (index % 2 === 1) throw new Error('odd')
        })
        .catch(() => undefined),
    )
    await Promise.all(work)
    const { events } = await rig.daybook.find({ limit: 1000 })
    const stored = events.map((event) => (event.data as { index: number }).index).sort((a, b) => a - b)
    expect(stored).toEqual(Array.from({ length: 50 }, (_, index) => index * 2))
    expect(await rig.orm.em.fork().count(Invoice)).toBe(50)
    expect(rig.heard).toHaveLength(50)
  })

  test('two books over one ORM share its transactions, and each tells of its own events once', async () => {
    const subscribers = () => rig.orm.em.getEventManager().getSubscribers().size
    const before = subscribers()
    const other = createDaybook({ store: createMikroOrmStore(rig.orm) })
    expect(subscribers()).toBe(before)
    const told: string[] = []
    other.on('eventLogged', (event) => told.push(event.action))
    await rig.orm.em.transactional(async () => {
      await rig.daybook.log('one')
      await other.log('two')
      expect([...heard(), ...told]).toEqual([])
    })
    expect([heard(), told]).toEqual([['one'], ['two']])
  })

  describe("flush()'s own transaction", () => {
    let failing: boolean
    const logging: EventSubscriber = {
      async afterCreate({ em, entity }) {
        if (!(entity instanceof Invoice)) return
        await rig.daybook.log('invoice.created', { target: entity, tx: em })
        if (failing) throw new Error('refused')
      },
    }
    const flush = async () => {
      const em = rig.orm.em.fork()
      em.create(Invoice, {})
      await em.flush()
    }
    beforeEach(() => {
      rig.orm.em.getEventManager().registerSubscriber(logging)
    })

    test('takes events, which are announced after its commit', async () => {
      failing = false
      await flush()
      expect(heard()).toEqual(['invoice.created'])
      expect(await actions()).toEqual(['invoice.created'])
    })

    test('takes them along when it fails', async () => {
      failing = true
      await expect(flush()).rejects.toThrow('refused')
      expect(await actions()).toEqual([])
      expect(heard()).toEqual([])
    })
  })

  test('a transaction whose beginning was not seen is written through, and nothing is announced', async () => {
    const connection = rig.orm.em.getConnection()
    const context = await connection.begin()
    const em = rig.orm.em.fork()
    em.setTransactionContext(context)
    await rig.daybook.log('unseen', { tx: em })
    await em.transactional((inner) => rig.daybook.log('inner', { tx: inner }))
    await connection.commit(context)
    expect(await actions()).toEqual(['unseen', 'inner'])
    expect(heard()).toEqual([])
  })

  test('an EntityManager without a transaction of its own is refused as tx', async () => {
    const refused = { code: 'DAYBOOK_NOT_A_TRANSACTION' }
    await expect(rig.daybook.log('x', { tx: rig.orm.em.fork() })).rejects.toMatchObject(refused)
    let ended = rig.orm.em.fork()
    await rig.orm.em.transactional(async (em) => {
      // M1: a plain fork has left the transaction.
      await expect(rig.daybook.log('x', { tx: rig.orm.em.fork() })).rejects.toMatchObject(refused)
      await expect(rig.daybook.log('x', { tx: rig.orm.em })).rejects.toMatchObject(refused)
      await em.transactional(async (savepoint) => {
        ended = savepoint
      })
    })
    await expect(rig.daybook.log('x', { tx: ended })).rejects.toMatchObject(refused)
    expect(await actions()).toEqual([])
  })

  test('a transaction of another ORM is refused, and is nobody else’s ambient one', async () => {
    const other = await openRig(engine)
    await other.orm.em.transactional(async (em) => {
      await expect(rig.daybook.log('x', { tx: em })).rejects.toMatchObject({
        code: 'DAYBOOK_FOREIGN_TRANSACTION',
      })
      expect(rig.store.transactions?.current()).toBeUndefined()
      await rig.daybook.log('apart')
      await rig.store.transactions?.run((tx) => rig.daybook.log('own', { tx }))
    })
    await other.close()
    expect(await actions()).toEqual(['apart', 'own'])
  })

  test('a listener may use the database, also where the pool has one connection', async () => {
    const small = await openRig(engine, { pool: { max: 1 } })
    const counted = Promise.withResolvers<number>()
    small.daybook.on('eventLogged', () => counted.resolve(small.daybook.count()))
    await small.orm.em.transactional((tx) => small.daybook.log('x', { tx }))
    expect(await counted.promise).toBe(1)
    await small.close()
  })

  if (dialect !== 'mariadb')
    test('a failing COMMIT leaves no row and no signal, and the store goes on', async () => {
      if (dialect === 'postgres')
        await execute(
          'ALTER TABLE invoice_line ALTER CONSTRAINT invoice_line_invoice_id_foreign DEFERRABLE INITIALLY DEFERRED',
        )
      const failing = rig.orm.em.transactional(async (em) => {
        if (dialect === 'sqlite') await em.execute('PRAGMA defer_foreign_keys = ON')
        em.create(InvoiceLine, { invoice: em.getReference(Invoice, 12_345), line: 1 })
        await rig.daybook.log('lost', { tx: em })
      })
      await expect(failing).rejects.toThrow(/foreign key/i)
      await rig.daybook.log('after')
      expect(await actions()).toEqual(['after'])
      expect(heard()).toEqual(['after'])
    })

  if (dialect === 'postgres')
    test('T3: a swallowed error makes COMMIT a ROLLBACK: no row and no signal', async () => {
      await rig.orm.em.transactional(async (em) => {
        await rig.daybook.log('lost', { tx: em })
        await em.execute('SELECT no_such_column').catch(() => undefined)
      })
      expect(await actions()).toEqual([])
      expect(heard()).toEqual([])
    })

  if (dialect !== 'sqlite') {
    test('a killed connection rejects the caller, announces nothing, and leaves the store working', async () => {
      const [own, kill] = {
        postgres: ['SELECT pg_backend_pid() AS id', (id: number) => `SELECT pg_terminate_backend(${id})`],
        mariadb: ['SELECT connection_id() AS id', (id: number) => `KILL ${id}`],
      }[dialect] as [string, (id: number) => string]
      const { orm, daybook, heard, abandon } = await openRig(engine)
      const killed = orm.em.transactional(async (em) => {
        await daybook.log('lost', { tx: em })
        const [{ id }] = (await em.execute(own)) as [{ id: number }]
        await execute(kill(id))
        await em.execute('SELECT 1')
      })
      await expect(killed).rejects.toThrow()
      await daybook.log('after')
      expect((await daybook.find()).events.map(({ action }) => action)).toEqual(['after'])
      expect(heard.map(({ action }) => action)).toEqual(['after'])
      await abandon()
    })
  } else {
    test('M1: what waits for a transaction that waits for it fails in time, and is not stored later', async () => {
      // A plain fork is in no context, so nobody can tell that the call stands inside its transaction.
      const em = rig.orm.em.fork()
      await em.begin()
      vi.useFakeTimers()
      const [appended, read, logged, resolved] = [
        rig.store.append([eventAt(0)]),
        rig.store.find({ filter: { conditions: [] }, order: 'oldest', limit: 1 }),
        rig.daybook.log('log'),
        rig.daybook.resolve({ type: 'Bill', id: '1' }),
      ].map((promise) => promise.catch((error: unknown) => error))
      await vi.advanceTimersByTimeAsync(120_000)
      expect(await appended).toMatchObject({ code: 'DAYBOOK_TIMEOUT' })
      expect(await read).toMatchObject({ code: 'DAYBOOK_TIMEOUT' })
      expect(await resolved).toMatchObject({ code: 'DAYBOOK_TIMEOUT' })
      expect(await logged).toSatisfy(isDaybookError)
      vi.useRealTimers()
      await em.commit()
      await rig.daybook.log('after')
      expect(await actions()).toEqual(['after'])
    })

    test('inside an ambient transaction, objects are loaded on its connection', async () => {
      await rig.orm.em.transactional(async (em) => {
        const invoice = em.create(Invoice, { status: 'new' })
        await em.flush()
        const loaded = await rig.daybook.resolve({ type: 'Bill', id: String(invoice.id) })
        expect(loaded).toMatchObject({ status: 'new' })
        expect(loaded).not.toBe(invoice)
      })
    })
  }

  if (dialect === 'mariadb')
    test('a transaction that DDL has ended takes no more events, and what waited for its commit makes it fail', async () => {
      const over = { code: 'DAYBOOK_NOT_A_TRANSACTION' }
      const committing = rig.orm.em.transactional(async (em) => {
        await rig.daybook.within(em, { buffer: true }).log('held')
        await em.execute('CREATE TABLE ended (id int)')
        await expect(rig.daybook.log('late', { tx: em })).rejects.toMatchObject(over)
      })
      await expect(committing).rejects.toMatchObject(over)
      expect(heard()).toEqual([])
      expect(await actions()).toEqual([])
    })

  if (engine === 'sqlite')
    test('an event does not join a transaction that was begun by a statement', async () => {
      await execute('BEGIN')
      const logged = rig.daybook.log('kept')
      await execute("INSERT INTO invoice (status) VALUES ('lost')")
      await execute('ROLLBACK')
      await logged
      expect(await actions()).toEqual(['kept'])
      expect(await rig.orm.em.fork().count(Invoice)).toBe(0)
    })
})
