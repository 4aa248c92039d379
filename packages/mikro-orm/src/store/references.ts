import { type Classes, classNames, encodeKey, type StoreReferences } from '@daybook/core'
import { type EntityFinder, loadReferences } from '@daybook/sql'
import { helper, Reference } from '@mikro-orm/core'
import type { EntityMetadataSlice, LiveMikroOrm } from './live-mikro-orm.ts'
import { registerTypeNames } from './type-names.ts'

/** Finds entities by a condition, outside of every identity map that the app uses. */
export type FindEntities = (metadata: EntityMetadataSlice, where: object) => Promise<readonly object[]>

/**
 * What the entities of an ORM are called in events, and how to find them again.
 *
 * @param isRefused - whether the database refused a value as none of the column's type.
 */
export function createReferences(
  orm: LiveMikroOrm,
  classes: Classes,
  find: FindEntities,
  isRefused: (error: unknown) => boolean,
): StoreReferences {
  const nameOf = classNames(classes)
  registerTypeNames(orm, nameOf)

  const finderOf = (type: string): EntityFinder | undefined => {
    const registered = classes[type]
    const metadata = [...orm.getMetadata()].find((each) =>
      registered === undefined ? each.className === type : each.class === registered,
    )
    return (
      metadata && {
        keyLength: keyLength(metadata),
        idOf: keyOf,
        find: (keys) => find(metadata, whereOf(metadata, keys)),
      }
    )
  }

  return {
    of(entity) {
      // A property may hold its entity in a wrapper.
      const own = Reference.unwrapReference(entity)
      const metadata = orm.getMetadata().has(own.constructor as never) && helper(own)?.__meta
      if (!metadata) return undefined
      return { type: nameOf.get(metadata.class) ?? metadata.className, id: keyOf(own) }
    },
    load: (references) => loadReferences(references, finderOf, isRefused),
  }
}

/** The key of an object as text; null where it has none yet. */
export function keyOf(entity: object): string | null {
  return encodeKey(helper(entity).getPrimaryKeys() ?? [])
}

function keyLength(metadata: EntityMetadataSlice): number {
  return metadata.getPrimaryProps().reduce((length, { fieldNames }) => length + fieldNames.length, 0)
}

function whereOf(metadata: EntityMetadataSlice, keys: readonly (readonly string[])[]): object {
  const [only] = metadata.getPrimaryProps()
  if (keyLength(metadata) === 1 && only) return { [only.name]: { $in: keys.map(([part]) => part) } }
  return { $or: keys.map((parts) => whereKey(metadata, [...parts])) }
}

/** The condition for one key; takes its parts from the front of `parts`. */
function whereKey(metadata: EntityMetadataSlice, parts: string[]): object {
  return Object.fromEntries(
    metadata.getPrimaryProps().map(({ name, fieldNames, targetMeta }) => {
      const nested = targetMeta && fieldNames.length > 1
      return [name, nested ? whereKey(targetMeta, parts) : parts.shift()]
    }),
  )
}
