import { runStoreKit, type StoreRig } from '@daybook/store-kit'
import type { TypeormTransaction } from '@daybook/typeorm'
import type { EntityManager } from 'typeorm'
import { afterAll, describe, it } from 'vitest'
import { dialects, Invoice, openRig, type Rig } from './engines.ts'

describe.each(dialects)('%s', (dialect) => {
  // A database takes a while to make, so a case that has ended leaves its own to the next, emptied.
  const idle: Rig[] = []
  afterAll(async () => {
    for (const rig of idle) await rig.close()
  })

  runStoreKit({
    describe,
    it,
    async open() {
      const rig = idle.pop() ?? (await openRig(dialect))
      const close = async () => {
        await rig.dataSource.query('DELETE FROM daybook_events')
        await rig.dataSource.query('DELETE FROM invoice')
        idle.push(rig)
      }
      return { ...kitRig(rig), close }
    },
  })
})

function kitRig({ store, dataSource }: Rig): Omit<StoreRig<TypeormTransaction>, 'close'> {
  const invoices = dataSource.getRepository(Invoice)
  return {
    store,
    nested: (tx, work) => (tx as EntityManager).transaction(work),
    async begin() {
      const runner = dataSource.createQueryRunner()
      await runner.connect()
      await runner.startTransaction()
      return {
        tx: runner.manager,
        commit: () => runner.commitTransaction().finally(() => runner.release()),
        rollback: () => runner.rollbackTransaction().finally(() => runner.release()),
      }
    },
    async breakTransaction(tx) {
      await tx.query('SELECT no_such_column').catch(() => undefined)
    },
    entities: {
      saved: () => invoices.save(new Invoice()),
      unsaved: () => new Invoice(),
      async remove(entity) {
        await invoices.delete((entity as Invoice).id)
      },
    },
  }
}
