import assert from 'node:assert/strict'
import { allActions, allEvents } from '../kit/reading.ts'
import { skipped, transactionCase } from '../kit/store-case.ts'
import { eventually } from '../kit/waiting.ts'
import { heardActions, rolledBack, savepointRolledBack } from './transaction-steps.ts'

const noNested = skipped('the rig has no `nested`')

/** What is left for the commit is done before it, or at once where the store does not see commits. */
export const beforeCommits = [
  transactionCase(
    'T21',
    'a buffered event is written before the commit, or at once by a store without beforeCommit',
    async (world) => {
      const { store, daybook, transactions } = world
      await transactions.run(async (tx) => {
        const event = await daybook.within(tx, { buffer: true }).log('held')
        const written = (await allEvents(store, { tx })).map(({ action }) => action)
        assert.deepEqual(written, transactions.beforeCommit ? [] : ['held'])
        assert.equal(event.recordedAt === null, transactions.beforeCommit !== undefined)
      })
      assert.deepEqual(await allActions(store), ['held'])
      await eventually(() => heardActions(world), ['held'], 'told of')
      await rolledBack(transactions, (tx) => daybook.within(tx, { buffer: true }).log('dropped'))
      assert.deepEqual(await allActions(store), ['held'])
    },
  ),

  transactionCase('T22', 'the callbacks before a commit are called together', async ({ transactions }) => {
    const { beforeCommit } = transactions
    if (beforeCommit === undefined) return undefined
    const calls: string[] = []
    const second = Promise.withResolvers<void>()
    await transactions.run(async (tx) => {
      beforeCommit(tx, async () => {
        calls.push('first')
        await inTime(second.promise)
        calls.push('first again')
      })
      beforeCommit(tx, async (open) => {
        calls.push('second')
        second.resolve()
        beforeCommit(open, async () => void calls.push('asked for meanwhile'))
      })
    })
    assert.deepEqual(calls, ['first', 'second', 'first again', 'asked for meanwhile'])
  }),

  transactionCase('T23', 'what fails before the commit fails the commit', async (world) => {
    const { store, daybook, transactions } = world
    const { beforeCommit } = transactions
    if (beforeCommit === undefined) return undefined
    const failure = new Error('as it is')
    const committing = transactions.run(async (tx) => {
      await daybook.log('written', { tx })
      beforeCommit(tx, () => Promise.reject(failure))
    })
    await assert.rejects(committing, (error) => error === failure)
    assert.deepEqual(await allActions(store), [])
    assert.deepEqual(heardActions(world), [])
  }),

  transactionCase('T24', 'a savepoint hands on or drops what it left for the commit', async (world) => {
    const { store, daybook, transactions, rig } = world
    const nested = rig.nested?.bind(rig)
    if (!nested) return noNested
    const calls: string[] = []
    const leave = (tx: Parameters<typeof daybook.within>[0], name: string) => {
      transactions.beforeCommit?.(tx, async () => void calls.push(name))
      return daybook.within(tx, { buffer: true }).log(name)
    }
    await transactions.run(async (tx) => {
      await savepointRolledBack(nested, tx, (inner) => leave(inner, 'dropped'))
      await nested(tx, (inner) => leave(inner, 'kept'))
    })
    assert.deepEqual(calls, transactions.beforeCommit ? ['kept'] : [])
    assert.deepEqual(await allActions(store), ['kept'])
    await eventually(() => heardActions(world), ['kept'], 'told of')
  }),
]

/** Waits, but not for ever: callbacks that are called one after the other would wait for each other. */
async function inTime(promise: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<void>((_, reject) => {
    timer = setTimeout(() => reject(new assert.AssertionError({ message: 'called one by one' })), 2_000)
  })
  await Promise.race([promise, late])
  clearTimeout(timer)
}
