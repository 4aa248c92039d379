import assert from 'node:assert/strict'
import { allActions } from '../kit/reading.ts'
import { skipped, transactionCase } from '../kit/store-case.ts'
import { aMoment, eventually } from '../kit/waiting.ts'
import { heardActions, rolledBack, savepointRolledBack } from './transaction-steps.ts'

const noNested = skipped('the rig has no `nested`')

/** A savepoint keeps or drops its own. */
export const savepoints = [
  transactionCase('T8', 'a rolled-back savepoint drops its own events and signals only', async (world) => {
    const { store, daybook, transactions, rig } = world
    const nested = rig.nested?.bind(rig)
    if (!nested) return noNested
    await transactions.run(async (tx) => {
      await daybook.log('outer', { tx })
      await savepointRolledBack(nested, tx, (inner) => daybook.log('dropped', { tx: inner }))
      await nested(tx, (inner) => daybook.log('kept', { tx: inner }))
      await daybook.log('after', { tx })
      await aMoment()
      assert.deepEqual(heardActions(world), [], 'announced before the outermost commit')
    })
    await eventually(() => [...heardActions(world)].sort(), ['after', 'kept', 'outer'], 'announced')
    assert.deepEqual(await allActions(store), ['outer', 'kept', 'after'])
  }),

  transactionCase(
    'T9',
    'a released savepoint is not announced when the transaction around it rolls back',
    async (world) => {
      const { store, daybook, transactions, rig } = world
      const nested = rig.nested?.bind(rig)
      if (!nested) return noNested
      await rolledBack(transactions, async (tx) => {
        await nested(tx, (inner) => daybook.log('inner', { tx: inner }))
        await nested(tx, (inner) => nested(inner, (innermost) => daybook.log('innermost', { tx: innermost })))
      })
      await aMoment()
      assert.deepEqual(heardActions(world), [])
      assert.deepEqual(await allActions(store), [])
    },
  ),

  transactionCase(
    'T18',
    'a released savepoint in one that is rolled back is dropped with it',
    async (world) => {
      const { store, daybook, transactions, rig } = world
      const nested = rig.nested?.bind(rig)
      if (!nested) return noNested
      await transactions.run(async (tx) => {
        await savepointRolledBack(nested, tx, (inner) =>
          nested(inner, (innermost) => daybook.log('dropped', { tx: innermost })),
        )
        await daybook.log('kept', { tx })
      })
      await eventually(() => heardActions(world), ['kept'], 'announced')
      await aMoment()
      assert.deepEqual(heardActions(world), ['kept'])
      assert.deepEqual(await allActions(store), ['kept'])
    },
  ),
]
