import { ConfigurationError } from '@daybook/core'
import {
  type EntityRules,
  type RecordedEntity,
  type TrackedEntity,
  trackedEntities,
} from '@daybook/core/changes'
import type { EntityMetadata, EntityProperty, MetadataStorage } from '@mikro-orm/core'
import type { LiveMikroOrm } from '../store/live-mikro-orm.ts'
import { typeNameOf } from '../store/type-names.ts'
import { kindOf, type Values } from './row-values.ts'

/** How an entity is named to MikroORM: its class, its `EntitySchema`, or the name of either. */
export type MikroOrmEntity =
  | string
  | (abstract new (
      ...parameters: never[]
    ) => object)
  | { readonly meta: object }

/** A many-to-many relation, from the side whose events tell of it. */
export interface TrackedRelation {
  readonly metadata: EntityMetadata
  readonly property: EntityProperty
}

/** Which entities of an ORM are tracked, and what they are called. */
export interface TrackedEntities {
  readonly recorded: readonly RecordedEntity[]
  /** The classes whose objects a flush is listened to for. */
  readonly classes: readonly unknown[]
  /** What the ORM knows of an entity, however it is named. */
  metadataOf(entity: unknown): EntityMetadata | undefined
  /** Whether the table of an entity holds rows of a tracked one. */
  holdsTracked(metadata: EntityMetadata | undefined): metadata is EntityMetadata
  typeOf(metadata: EntityMetadata): string
  /** The name for all rows of a table, by its tracked entity. */
  typeOfTable(metadata: EntityMetadata): string
  /** The names of all entities that the rows of a table may be. */
  typesOfTable(metadata: EntityMetadata): readonly string[]
  /** The entity of one row of a table, which may hold those of several. */
  entityOf(metadata: EntityMetadata, values: Values): EntityMetadata
  /** The relation that a pivot table holds, if it is none of an entity that is tracked itself. */
  relationOf(pivot: EntityMetadata): TrackedRelation | undefined
}

/**
 * @throws ConfigurationError `DAYBOOK_UNKNOWN_ENTITY` for one that the ORM does not have.
 */
export function createTrackedEntities(
  orm: LiveMikroOrm,
  entities: readonly TrackedEntity<MikroOrmEntity>[],
): TrackedEntities {
  const storage = orm.getMetadata() as unknown as MetadataStorage
  const all = [...storage]
  const rulesOf = new Map<EntityMetadata, EntityRules>()
  for (const { entity, rules } of trackedEntities(entities)) {
    const named = all.find((metadata) => isNamed(metadata, entity))
    if (!named) throw unknownEntity(entity)
    // Those that inherit from it, unless they have rules of their own.
    for (const metadata of all)
      if (metadata === named || (inherits(metadata, named) && !rulesOf.has(metadata)))
        rulesOf.set(metadata, rules)
  }

  const tracked = [...rulesOf.keys()]
  const roots = new Set(tracked.map(({ root }) => root))
  const relations = new Map<unknown, TrackedRelation>()
  for (const metadata of tracked)
    for (const property of metadata.relations)
      if (property.pivotEntity && (property.owner || !relations.has(property.pivotEntity)))
        relations.set(property.pivotEntity, { metadata, property })
  const typeOf = (metadata: EntityMetadata) => typeNameOf(orm, metadata)

  return {
    recorded: [...rulesOf].map(([metadata, rules]) => ({
      type: typeOf(metadata),
      rules,
      kinds: Object.fromEntries(metadata.props.flatMap((property) => kindEntry(property))),
    })),
    classes: tracked.map((metadata) => metadata.class),
    metadataOf: (entity) => storage.find(entity as never),
    holdsTracked: (metadata): metadata is EntityMetadata =>
      metadata !== undefined && roots.has(metadata.root),
    typeOf,
    typeOfTable: (metadata) =>
      typeOf(
        rulesOf.has(metadata) ? metadata : (tracked.find(({ root }) => root === metadata.root) ?? metadata),
      ),
    typesOfTable: ({ root }) => tracked.filter((each) => each.root === root).map(typeOf),
    entityOf(metadata, values) {
      const { discriminatorColumn, discriminatorMap } = metadata.root
      const named = discriminatorColumn && discriminatorMap?.[String(values[discriminatorColumn])]
      return all.find(({ class: each }) => each === named) ?? metadata
    },
    relationOf: (pivot) => (roots.has(pivot.root) ? undefined : relations.get(pivot.class)),
  }
}

function kindEntry(property: EntityProperty): readonly [string, NonNullable<ReturnType<typeof kindOf>>][] {
  const kind = kindOf(property)
  return kind && !property.embedded ? [[property.name, kind]] : []
}

function isNamed(metadata: EntityMetadata, entity: MikroOrmEntity): boolean {
  if (typeof entity === 'string') return metadata.className === entity
  return (
    metadata.class === entity ||
    ('meta' in entity && (entity.meta as EntityMetadata).class === metadata.class)
  )
}

function inherits(metadata: EntityMetadata, from: EntityMetadata): boolean {
  return metadata.class?.prototype instanceof (from.class as never)
}

function unknownEntity(entity: MikroOrmEntity): ConfigurationError {
  const name = typeof entity === 'string' ? entity : 'name' in entity ? String(entity.name) : 'given'
  return new ConfigurationError({
    code: 'DAYBOOK_UNKNOWN_ENTITY',
    message: `The ORM has no entity \`${name}\` whose changes could be tracked.`,
    fix: 'Name one of its `entities`: the class, its schema, or its name.',
  })
}
