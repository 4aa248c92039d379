import { readFileSync } from 'node:fs'
import { runStoreKit, type StoreRig } from '@daybook/store-kit'
import type { TypeormTransaction } from '@daybook/typeorm'
import type { EntityManager } from 'typeorm'
import { afterAll, describe, expect, it } from 'vitest'
import { emptyStatements } from '../../../scripts/test-feed.mjs'
import { stallEvents } from '../../../scripts/test-stall.mjs'
import { dialects, Invoice, openRig, type Rig } from './engines.ts'

/**
 * Runs the kit on one release of TypeORM. `alias` is the name it is installed under; a test file for another than
 * `typeorm` puts it in that one's place with `vi.mock('typeorm', …)`, as if the app had installed it.
 */
export function runTypeormKit(alias: string, release: string): void {
  describe.each(dialects)('%s', (dialect) => {
    // A database takes a while to make, so a case that has ended leaves its own to the next, emptied.
    const idle: Rig[] = []
    afterAll(async () => {
      for (const rig of idle) await rig.close()
    })

    it(`is TypeORM ${release}`, async () => {
      const rig = idle.pop() ?? (await openRig(dialect))
      const { DataSource } = (await import(alias)) as typeof import('typeorm')
      expect(rig.dataSource).toBeInstanceOf(DataSource)
      const manifest = new URL(`../node_modules/${alias}/package.json`, import.meta.url)
      expect(JSON.parse(readFileSync(manifest, 'utf8'))).toMatchObject({ name: 'typeorm', version: release })
      idle.push(rig)
    })

    runStoreKit({
      describe,
      it,
      name: `typeorm ${release} on ${dialect}`,
      async open() {
        const rig = idle.pop() ?? (await openRig(dialect))
        const close = async () => {
          for (const statement of emptyStatements) await rig.dataSource.query(statement)
          await rig.dataSource.query('DELETE FROM invoice')
          idle.push(rig)
        }
        return { ...kitRig(rig), close }
      },
    })
  })
}

function kitRig({ store, dataSource }: Rig): Omit<StoreRig<TypeormTransaction>, 'close'> {
  const { type, url } = dataSource.options as { readonly type: string; readonly url?: string }
  const invoices = dataSource.getRepository(Invoice)
  return {
    store,
    ...((type === 'postgres' || type === 'mariadb') && { stall: () => stallEvents(type, url ?? '') }),
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
