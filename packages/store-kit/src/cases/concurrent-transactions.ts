import assert from 'node:assert/strict'
import { allActions, allEvents } from '../kit/reading.ts'
import { skipped, type TransactionalWorld, transactionCase } from '../kit/store-case.ts'
import { aMoment, eventually } from '../kit/waiting.ts'
import { heardActions, rolledBack } from './transaction-steps.ts'

/** Nobody's transaction takes another's events with it. */
export const concurrentTransactions = [
  transactionCase(
    'T2',
    'an event of B, awaited while A has a transaction open, survives the rollback of A',
    async ({ store, daybook, transactions }) => {
      const [opened, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      const a = rolledBack(transactions, async (tx) => {
        await daybook.log('by A', { tx })
        opened.resolve()
        await go.promise
      })
      await Promise.race([opened.promise, a])
      const logged = daybook.log('by B')
      await aMoment()
      go.resolve()
      await Promise.all([a, logged])
      assert.deepEqual(await allActions(store), ['by B'])
    },
  ),

  transactionCase('T19', 'the same where A began by hand', async ({ store, daybook, rig }) => {
    if (!rig.begin) return skipped('the rig has no `begin`')
    const a = await rig.begin()
    await daybook.log('by A', { tx: a.tx })
    const logged = daybook.log('by B')
    await aMoment()
    await a.rollback()
    await logged
    assert.deepEqual(await allActions(store), ['by B'])
  }),

  transactionCase(
    'T3',
    'after a swallowed error there are as many signals as rows, and what was acknowledged is there',
    async (world) => {
      const { store, daybook, transactions, rig } = world
      const breakTransaction = rig.breakTransaction?.bind(rig)
      if (!breakTransaction) return skipped('the rig has no `breakTransaction`')
      await transactions
        .run(async (tx) => {
          await daybook.log('before', { tx })
          await breakTransaction(tx)
        })
        .catch(() => undefined)
      await aMoment()
      assert.deepEqual(await allActions(store), heardActions(world))
      await daybook.log('next')
      assert.equal((await allActions(store)).at(-1), 'next')
    },
  ),

  transactionCase(
    'T14',
    'of a hundred concurrent transactions, half of them failing, exactly the other half is left',
    async <Tx>({ store, daybook, heard, transactions }: TransactionalWorld<Tx>) => {
      const work = Array.from({ length: 100 }, async (_, index) => {
        const body = async (tx: Tx) => {
          await daybook.log('made', { data: { index }, tx })
          if (index % 3 === 0) await aMoment()
        }
        await (index % 2 === 1 ? rolledBack(transactions, body) : transactions.run(body))
      })
      await Promise.all(work)
      const even = Array.from({ length: 50 }, (_, index) => index * 2)
      const numbers = (await allEvents(store)).map(({ data }) => (data as { index: number }).index)
      assert.deepEqual(
        numbers.sort((a, b) => a - b),
        even,
      )
      await eventually(() => heard.length, 50, 'announced')
    },
  ),

  transactionCase(
    'X1',
    'logged() that throws in a transaction leaves one failure event and no success event',
    async ({ daybook, transactions }) => {
      const failing = daybook.logged('tried', async () => {
        throw new Error('card declined')
      })
      await assert.rejects(
        transactions.run(async () => {
          await failing()
        }),
        { message: 'card declined' },
      )
      const outcomes = async () => (await daybook.find()).events.map(({ outcome }) => outcome)
      await eventually(outcomes, ['failure'], 'the outcomes that are stored')
      await aMoment()
      assert.deepEqual(await outcomes(), ['failure'])
    },
  ),
]
