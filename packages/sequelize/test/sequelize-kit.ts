import { readFileSync } from 'node:fs'
import type { SequelizeTransaction } from '@daybook/sequelize'
import { runStoreKit, type StoreRig } from '@daybook/store-kit'
import type { Sequelize, Transaction } from 'sequelize'
import { afterAll, describe, expect, it } from 'vitest'
import { emptyStatements } from '../../../scripts/test-feed.mjs'
import { serverUrl } from '../../../scripts/test-servers.mjs'
import { stallEvents } from '../../../scripts/test-stall.mjs'
import { engines, openRig, type Rig } from './engines.ts'

/**
 * Runs the kit on one release of Sequelize. `alias` is the name it is installed under; a test file for another than
 * `sequelize` puts it in that one's place with `vi.mock('sequelize', …)`, as if the app had installed it.
 */
export function runSequelizeKit(alias: string, release: string): void {
  describe.each(engines)('%s', (engine) => {
    // A database takes a while to make, so a case that has ended leaves its own to the next, emptied.
    const idle: Rig[] = []
    afterAll(async () => {
      for (const rig of idle) await rig.close()
    })

    it(`is Sequelize ${release}`, async () => {
      const rig = idle.pop() ?? (await openRig(engine))
      const { Sequelize } = (await import(alias)) as typeof import('sequelize')
      expect(rig.sequelize).toBeInstanceOf(Sequelize)
      const manifest = new URL(`../node_modules/${alias}/package.json`, import.meta.url)
      expect(JSON.parse(readFileSync(manifest, 'utf8'))).toMatchObject({
        name: 'sequelize',
        version: release,
      })
      idle.push(rig)
    })

    runStoreKit({
      describe,
      it,
      name: `sequelize ${release} on ${engine}`,
      async open() {
        const rig = idle.pop() ?? (await openRig(engine))
        const close = async () => {
          for (const statement of emptyStatements) await rig.sequelize.query(statement)
          await rig.sequelize.query('DELETE FROM invoice')
          idle.push(rig)
        }
        return { ...kitRig(rig), close }
      },
    })
  })
}

function kitRig({ store, sequelize, invoices }: Rig): Omit<StoreRig<SequelizeTransaction>, 'close'> {
  return {
    store,
    stall: () => stallEvents(...databaseOf(sequelize)),
    nested: (tx, work) => sequelize.transaction({ transaction: tx as Transaction }, work),
    async begin() {
      const tx = await sequelize.transaction()
      return { tx, commit: () => tx.commit(), rollback: () => tx.rollback() }
    },
    async breakTransaction(tx) {
      await sequelize
        .query('SELECT no_such_column', { transaction: tx as Transaction })
        .catch(() => undefined)
    },
    entities: {
      saved: () => invoices.create(),
      unsaved: () => invoices.build(),
      remove: (entity) => (entity as InstanceType<typeof invoices>).destroy({ force: true }),
    },
  }
}

/** The server and the database that an instance is connected to. */
function databaseOf(sequelize: Sequelize): readonly ['postgres' | 'mariadb', string] {
  const engine = sequelize.getDialect() === 'postgres' ? 'postgres' : 'mariadb'
  const url = new URL(serverUrl(engine) ?? '')
  url.pathname = `/${sequelize.getDatabaseName()}`
  return [engine, url.href]
}
