import assert from 'node:assert/strict'
import { referenceKey, type TargetReference } from '@daybook/core'
import { skipped, storeCase } from '../kit/store-case.ts'

class Stranger {
  readonly id = 1
}

const noEntities = skipped('the rig has no `entities`')

/** The app's objects become references, and lead back. */
export const objectReferences = [
  storeCase(
    'O1',
    'an object of a known class becomes a reference; any other is refused',
    async ({ store, daybook, rig }) => {
      await assert.rejects(daybook.log('x', { actor: new Stranger() as never }), {
        code: 'DAYBOOK_BAD_REFERENCE',
      })
      assert.equal(await daybook.count(), 0)
      if (!store.references) return
      assert.equal(store.references.of(new Stranger()), undefined)
      if (!rig.entities) return noEntities
      const entity = await rig.entities.saved()
      const reference = store.references.of(entity)
      assert.ok(reference?.type && reference.id, 'a saved object has a type and an id')
      assert.deepEqual((await daybook.log('x', { target: entity as never })).target, reference)
      const unsaved = store.references.of(rig.entities.unsaved())
      assert.deepEqual(unsaved, { type: reference.type, id: null })
    },
  ),

  storeCase(
    'O2',
    'references lead back to objects, past what is gone or cannot be; without that, core refuses',
    async ({ store, daybook, rig }) => {
      const load = store.references?.load?.bind(store.references)
      if (!load) {
        const resolved = daybook.resolve({ type: 'User', id: '1' })
        return void (await assert.rejects(resolved, { code: 'DAYBOOK_NO_LOADING' }))
      }
      assert.equal((await load([])).size, 0)
      if (!rig.entities) return noEntities
      const [kept, gone] = [await rig.entities.saved(), await rig.entities.saved()]
      const [toKept, toGone] = [kept, gone].map(
        (entity) => store.references?.of(entity) as TargetReference & { id: string },
      )
      assert.ok(toKept && toGone)
      await rig.entities.remove(gone)
      const wanted = [
        toKept,
        toGone,
        { type: toKept.type, id: 'n o n s e n s e' },
        { type: 'NoSuchType', id: '1' },
      ]
      const loaded = await load(wanted)
      assert.deepEqual([...loaded.keys()], [referenceKey(toKept)])
      assert.deepEqual(store.references?.of(loaded.get(referenceKey(toKept)) as object), toKept)
      assert.equal(await daybook.resolve(toGone), null)
    },
  ),
]
