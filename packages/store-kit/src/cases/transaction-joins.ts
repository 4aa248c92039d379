import assert from 'node:assert/strict'
import { isDaybookError } from '@daybook/core'
import { sampleEvent } from '../data/sample-event.ts'
import { allActions, allEvents, anyEvent } from '../kit/reading.ts'
import { skipped, transactionCase } from '../kit/store-case.ts'
import { aMoment, eventually } from '../kit/waiting.ts'
import { heardActions, rolledBack } from './transaction-steps.ts'

/** An event is in the transaction it is given, or in none. */
export const transactionJoins = [
  transactionCase('T4', 'an event commits with its transaction and is announced then', async (world) => {
    const { store, daybook, transactions } = world
    await transactions.run(async (tx) => {
      const event = await daybook.log('joined', { tx })
      assert.ok(event.recordedAt instanceof Date)
      await daybook.within(tx).log('bound')
      assert.equal(await daybook.within(tx).count(), 2)
      await aMoment()
      assert.deepEqual(heardActions(world), [], 'announced before the commit')
    })
    await eventually(() => heardActions(world), ['joined', 'bound'], 'announced after the commit')
    assert.deepEqual(await allActions(store), ['joined', 'bound'])
  }),

  transactionCase('T5', 'a transaction that rejects leaves no event and no signal', async (world) => {
    const { store, daybook, transactions } = world
    const failing = transactions.run(async (tx) => {
      await daybook.log('lost', { tx })
      await store.append([sampleEvent(0)], { tx })
      throw new Error('card declined')
    })
    await assert.rejects(failing, { message: 'card declined' })
    await aMoment()
    assert.deepEqual(heardActions(world), [])
    assert.deepEqual(await allActions(store), [])
  }),

  transactionCase(
    'T6',
    '`current()` is the ambient transaction, however deep the code, and `log()` joins it',
    async (world) => {
      const { store, daybook, transactions } = world
      const deep = async (action: string) => {
        await aMoment()
        assert.ok(transactions.current() !== undefined, 'no current() deep inside')
        await daybook.log(action)
      }
      assert.equal(transactions.current(), undefined)
      await transactions.run(() => deep('kept'))
      await rolledBack(transactions, () => deep('lost'))
      assert.equal(transactions.current(), undefined)
      await eventually(() => heardActions(world), ['kept'], 'announced')
      assert.deepEqual(await allActions(store), ['kept'])
    },
  ),

  transactionCase(
    'T7',
    'a reader in the transaction sees what it wrote, one outside does not',
    async ({ store, transactions }) => {
      const event = sampleEvent(0)
      const [wrote, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      const transaction = rolledBack(transactions, async (tx) => {
        await store.append([event], { tx })
        assert.deepEqual(
          (await allEvents(store, { tx })).map(({ id }) => id),
          [event.id],
        )
        assert.equal(await store.count(anyEvent, 5, { tx }), 1)
        wrote.resolve()
        await go.promise
      })
      await Promise.race([wrote.promise, transaction])
      // On an only connection the reader outside waits for the end.
      const outside = store.count(anyEvent, 5)
      if (transactions.exclusive) await aMoment()
      else assert.equal(await outside, 0, 'seen from outside before the commit')
      go.resolve()
      await transaction
      assert.equal(await outside, 0)
    },
  ),

  transactionCase(
    'T12',
    '`tx: null` survives the rollback of the caller, or is refused where it would wait for ever',
    async (world) => {
      const { store, daybook, transactions } = world
      await rolledBack(transactions, async () => {
        const attempt = daybook.log('attempt', { tx: null, outcome: 'failure' })
        if (transactions.exclusive) await assert.rejects(attempt, { code: 'DAYBOOK_WOULD_DEADLOCK' })
        else {
          await attempt
          assert.deepEqual(heardActions(world), ['attempt'], 'announced as soon as it is committed')
        }
      })
      const expected = transactions.exclusive ? [] : ['attempt']
      await eventually(() => heardActions(world), expected, 'announced')
      assert.deepEqual(await allActions(store), expected)
    },
  ),

  transactionCase(
    'T13',
    'append without `tx` never joins the transaction that is ambient',
    async ({ store, transactions }) => {
      const [absent, independent] = [sampleEvent(0), sampleEvent(1)]
      let appended: Promise<unknown> | undefined
      await rolledBack(transactions, async () => {
        appended = Promise.all([store.append([absent]), store.append([independent], { tx: null })])
        // On an only connection they wait for the end of this transaction.
        if (!transactions.exclusive) await appended
      })
      await appended
      assert.deepEqual(
        (await allEvents(store)).map(({ id }) => id),
        [absent.id, independent.id],
      )
    },
  ),

  transactionCase(
    'T16',
    'a transaction that has ended is refused as `tx`',
    async ({ store, daybook, transactions }) => {
      const ended = await transactions.run(async (tx) => tx)
      await assert.rejects(daybook.log('late', { tx: ended }), isDaybookError)
      assert.deepEqual(await allActions(store), [])
    },
  ),

  transactionCase(
    'T17',
    'the transaction of another store is refused as `tx`',
    async ({ store, daybook, another }) => {
      const other = await another()
      await other.store.transactions?.run(async (tx) => {
        await assert.rejects(daybook.log('foreign', { tx }), isDaybookError)
      })
      assert.deepEqual(await allActions(store), [])
      assert.deepEqual(await allActions(other.store), [])
    },
  ),

  transactionCase(
    'T1',
    'a transaction begun by hand is joined, and nothing is announced before its commit',
    async (world) => {
      const { store, daybook, rig } = world
      if (!rig.begin) return skipped('the rig has no `begin`')
      const committed = await rig.begin()
      await daybook.log('kept', { tx: committed.tx })
      await aMoment()
      assert.deepEqual(heardActions(world), [])
      await committed.commit()
      const back = await rig.begin()
      await daybook.log('lost', { tx: back.tx })
      await back.rollback()
      await eventually(() => heardActions(world), ['kept'], 'announced')
      assert.deepEqual(await allActions(store), ['kept'])
    },
  ),
]
