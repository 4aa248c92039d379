import { readFileSync } from 'node:fs'
import type { MikroOrmTransaction } from '@daybook/mikro-orm'
import { runStoreKit, type StoreRig } from '@daybook/store-kit'
import type { EntityManager } from '@mikro-orm/sql'
import { afterAll, describe, expect, it } from 'vitest'
import { emptyStatements } from '../../../scripts/test-feed.mjs'
import { type Engine, Invoice, openRig, type Rig } from './engines.ts'

/**
 * Runs the kit on one release of MikroORM, whose packages are in `folder`. A test file for another than the app's
 * puts them in their place with `vi.mock('@mikro-orm/core', …)`, as if the app had installed it.
 */
export function runMikroOrmKit(folder: string, release: string, engines: readonly Engine[]): void {
  describe.each(engines)('%s', (engine) => {
    runKit(folder, release, engine)
  })
}

function runKit(folder: string, release: string, engine: Engine): void {
  // A database takes a while to make, so a case that has ended leaves its own to the next, emptied.
  const idle: Rig[] = []
  afterAll(async () => {
    for (const rig of idle) await rig.close()
  })

  it(`is MikroORM ${release}`, async () => {
    const core = new URL(`${folder}/@mikro-orm/core/`, import.meta.url)
    const manifest: unknown = JSON.parse(readFileSync(new URL('package.json', core), 'utf8'))
    expect(manifest).toMatchObject({ version: release })
    const { MikroORM } = (await import(new URL('index.js', core).href)) as typeof import('@mikro-orm/core')
    const rig = idle.pop() ?? (await openRig(engine, { feed: true }))
    expect(rig.orm).toBeInstanceOf(MikroORM)
    idle.push(rig)
  })

  runStoreKit({
    describe,
    it,
    name: `mikro-orm ${release} on ${engine}`,
    async open() {
      const rig = idle.pop() ?? (await openRig(engine, { feed: true }))
      const close = async () => {
        for (const statement of emptyStatements) await rig.orm.em.getConnection().execute(statement)
        await rig.orm.em.fork().nativeDelete(Invoice, {}, { filters: false })
        idle.push(rig)
      }
      return { ...kitRig(rig), close }
    },
  })
}

function kitRig({ store, orm }: Rig): Omit<StoreRig<MikroOrmTransaction>, 'close'> {
  return {
    store,
    nested: (tx, work) => (tx as EntityManager).transactional(work),
    async begin() {
      const em = orm.em.fork()
      await em.begin()
      return { tx: em, commit: () => em.commit(), rollback: () => em.rollback() }
    },
    async breakTransaction(tx) {
      await (tx as EntityManager).execute('SELECT no_such_column').catch(() => undefined)
    },
    entities: {
      async saved() {
        const em = orm.em.fork()
        const invoice = em.create(Invoice, {})
        await em.flush()
        return invoice
      },
      unsaved: () => new Invoice(),
      async remove(entity) {
        await orm.em.fork().nativeDelete(Invoice, { id: (entity as Invoice).id })
      },
    },
  }
}
