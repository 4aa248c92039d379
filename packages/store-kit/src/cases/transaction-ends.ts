import assert from 'node:assert/strict'
import { skipped, transactionCase } from '../kit/store-case.ts'
import { aMoment, eventually } from '../kit/waiting.ts'
import { rolledBack } from './transaction-steps.ts'

/** The end of a transaction is told once, and truly. */
export const transactionEnds = [
  transactionCase(
    'T10',
    'afterCommit calls back once, after the commit, and never after a rollback',
    async ({ transactions }) => {
      const calls: string[] = []
      await transactions.run(async (tx) => {
        transactions.afterCommit(tx, () => calls.push('first'))
        transactions.afterCommit(tx, () => calls.push('second'))
        await aMoment()
        assert.deepEqual(calls, [])
      })
      await rolledBack(transactions, async (tx) => transactions.afterCommit(tx, () => calls.push('never')))
      await eventually(() => calls, ['first', 'second'], 'called back')
      await transactions.run(async () => undefined)
      await aMoment()
      assert.deepEqual(calls, ['first', 'second'])
    },
  ),

  transactionCase('T11', 'afterEnd says how a transaction ended, once', async ({ transactions }) => {
    const ends: string[] = []
    await transactions.run(async (tx) => transactions.afterEnd(tx, (end) => ends.push(end)))
    await eventually(() => ends, ['committed'], 'after the commit')
    await rolledBack(transactions, async (tx) => transactions.afterEnd(tx, (end) => ends.push(end)))
    await eventually(() => ends, ['committed', 'rolled-back'], 'after the rollback')
    await aMoment()
    assert.equal(ends.length, 2)
  }),

  transactionCase(
    'T15',
    '`run` gives back what its work resolves with, and throws on what it throws',
    async ({ transactions }) => {
      assert.equal(await transactions.run(async () => 42), 42)
      const error = new Error('as it is')
      await assert.rejects(
        transactions.run(() => Promise.reject(error)),
        (thrown) => thrown === error,
      )
    },
  ),

  transactionCase(
    'T20',
    'of two transactions that deadlock, the one that lost announces nothing, whatever its COMMIT is answered',
    async ({ store, transactions, daybook, heard, rig }) => {
      // Where one waits for the other's end there is no deadlock to be had.
      if (transactions.exclusive) return undefined
      if (!rig.begin) return skipped('the rig has no `begin`')
      const [one, two] = [await rig.begin(), await rig.begin()]
      const first = await daybook.log('first', { tx: one.tx })
      const second = await daybook.log('second', { tx: two.tx })
      // Each now wants to write what the other holds.
      const crossed = await Promise.allSettled([
        store.append([second], { tx: one.tx }),
        store.append([first], { tx: two.tx }),
      ])
      await Promise.allSettled([one.commit(), two.commit()])
      const survivors = ['first', 'second'].filter((_, index) => crossed[index]?.status === 'fulfilled')
      await eventually(() => heard.map(({ action }) => action).sort(), survivors, 'told of')
      await aMoment()
      assert.equal(heard.length, survivors.length)
    },
  ),
]
