import { encodeKey } from '@daybook/core'
import type { RowChange } from '@daybook/core/changes'
import type { EntityMetadata } from 'typeorm'
import type { Column } from './entity-fields.ts'
import type { EntityNames } from './entity-names.ts'

/** What a row of a junction table says: which object is linked to which, by which of its properties. */
export type Link = Pick<RowChange, 'type' | 'id' | 'relation' | 'other'>

/**
 * The link that a row of a junction table stands for, as the side that is tracked sees it; that of the owner where both
 * are. Undefined where neither is.
 */
export function linkOf(
  junction: EntityMetadata,
  names: EntityNames,
  valueFor: (column: Column) => unknown,
): Link | undefined {
  const { ownerColumns, inverseColumns } = junction
  const relation = ownerColumns[0]?.relationMetadata
  if (!relation) return undefined
  const owner = { metadata: relation.entityMetadata, id: encodeKey(ownerColumns.map(valueFor)) }
  const inverse = { metadata: relation.inverseEntityMetadata, id: encodeKey(inverseColumns.map(valueFor)) }
  const from = (end: typeof owner, property: string, other: typeof owner): Link => ({
    type: names.of(end.metadata),
    id: end.id,
    relation: property,
    other: { type: names.of(other.metadata), id: String(other.id) },
  })
  if (names.isTracked(owner.metadata)) return from(owner, relation.propertyName, inverse)
  const { inverseRelation } = relation
  return inverseRelation && names.isTracked(inverse.metadata)
    ? from(inverse, inverseRelation.propertyName, owner)
    : undefined
}
