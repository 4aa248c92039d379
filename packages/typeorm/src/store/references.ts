import {
  type Classes,
  classNames,
  decodeKey,
  encodeKey,
  type Reference,
  referenceKey,
  type StoreReferences,
} from '@daybook/core'
import { In } from 'typeorm'
import type { EntityMetadataSlice, LiveDataSource } from './live-data-source.ts'

// Databases bound the parameters of a statement; composite keys take several each.
const chunkSize = 500

/**
 * What the entities of a DataSource are called in events, and how to find them again.
 *
 * @param isRefused - whether the database refused a value as none of the column's type.
 */
export function createReferences(
  dataSource: LiveDataSource,
  classes: Classes,
  isRefused: (error: unknown) => boolean,
): StoreReferences {
  const nameOf = classNames(classes)
  const metadataOf = (entity: unknown): EntityMetadataSlice | undefined =>
    dataSource.hasMetadata(entity as never) ? dataSource.getMetadata(entity as never) : undefined

  const keyOf = ({ primaryColumns }: EntityMetadataSlice, entity: object) =>
    encodeKey(primaryColumns.map((column) => column.getEntityValue(entity)))

  /** Loads what it can: one id that the database refuses must not hide the others. */
  const loadSome = async (
    metadata: EntityMetadataSlice,
    ids: readonly string[],
  ): Promise<readonly object[]> => {
    const where = whereOf(metadata, ids)
    if (where === undefined) return []
    try {
      return await dataSource
        .getRepository(metadata.target as never)
        .find({ where, withDeleted: true } as never)
    } catch (error) {
      if (!isRefused(error)) throw error
      if (ids.length === 1) return []
      return (await Promise.all(ids.map((id) => loadSome(metadata, [id])))).flat()
    }
  }

  return {
    of(entity) {
      const entityClass = entity.constructor
      const metadata = entityClass === Object ? undefined : metadataOf(entityClass)
      return metadata && { type: nameOf.get(entityClass) ?? metadata.name, id: keyOf(metadata, entity) }
    },

    async load(references) {
      const loaded = new Map<string, object>()
      for (const [type, ids] of byType(references)) {
        const metadata = metadataOf(classes[type] ?? type)
        if (metadata === undefined) continue
        for (let start = 0; start < ids.length; start += chunkSize)
          for (const entity of await loadSome(metadata, ids.slice(start, start + chunkSize)))
            loaded.set(referenceKey({ type, id: keyOf(metadata, entity) }), entity)
      }
      return loaded
    },
  }
}

function byType(references: readonly Reference[]): ReadonlyMap<string, readonly string[]> {
  const ids = new Map<string, Set<string>>()
  for (const { type, id } of references) ids.set(type, (ids.get(type) ?? new Set()).add(id))
  return new Map([...ids].map(([type, set]) => [type, [...set]]))
}

/** The conditions for these keys; undefined where none of them can be a key of this entity. */
function whereOf({ primaryColumns }: EntityMetadataSlice, ids: readonly string[]): object | undefined {
  const keys = ids.flatMap((id) => {
    const parts = decodeKey(id, primaryColumns.length)
    return parts === undefined ? [] : [parts]
  })
  if (keys.length === 0) return undefined
  const [only] = primaryColumns
  if (primaryColumns.length === 1 && only) return { [only.propertyName]: In(keys.map(([id]) => id)) }
  return keys.map((parts) =>
    Object.fromEntries(primaryColumns.map(({ propertyName }, index) => [propertyName, parts[index]])),
  )
}
