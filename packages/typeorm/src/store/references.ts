import { type Classes, classNames, encodeKey, type StoreReferences } from '@daybook/core'
import { type EntityFinder, loadReferences } from '@daybook/sql'
import { In } from 'typeorm'
import type { EntityMetadataSlice, LiveDataSource } from './live-data-source.ts'
import { registerTypeNames } from './type-names.ts'

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
  const names = classNames(classes)
  registerTypeNames(dataSource, names)
  const metadataOf = (entity: unknown): EntityMetadataSlice | undefined =>
    dataSource.hasMetadata(entity as never) ? dataSource.getMetadata(entity as never) : undefined

  const finderOf = (type: string): EntityFinder | undefined => {
    const metadata = metadataOf(classes[type] ?? type)
    return (
      metadata && {
        keyLength: metadata.primaryColumns.length,
        idOf: (entity) => keyOf(metadata, entity),
        find: (keys) =>
          dataSource
            .getRepository(metadata.target as never)
            .find({ where: whereOf(metadata, keys), withDeleted: true } as never),
      }
    )
  }

  return {
    of(entity) {
      const entityClass = entity.constructor
      const metadata = entityClass === Object ? undefined : metadataOf(entityClass)
      return metadata && { type: names.get(entityClass) ?? metadata.name, id: keyOf(metadata, entity) }
    },
    load: (references) => loadReferences(references, finderOf, isRefused),
  }
}

function keyOf({ primaryColumns }: EntityMetadataSlice, entity: object): string | null {
  return encodeKey(primaryColumns.map((column) => column.getEntityValue(entity)))
}

function whereOf({ primaryColumns }: EntityMetadataSlice, keys: readonly (readonly string[])[]): object {
  const [only] = primaryColumns
  if (primaryColumns.length === 1 && only) return { [only.propertyName]: In(keys.map(([id]) => id)) }
  return keys.map((parts) =>
    Object.fromEntries(primaryColumns.map(({ propertyName }, index) => [propertyName, parts[index]])),
  )
}
