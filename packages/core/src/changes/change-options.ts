import type { ChangeOperation, Row, RowChange } from './row-change.ts'

/** What of a row becomes part of an event, and how. */
export interface FieldRules {
  /** Properties that are looked at. Default: all columns of the entity. That of one entity replaces the common one. */
  readonly only?: readonly string[] | undefined
  /**
   * Properties that are not looked at: a write that changes nothing else leaves no event. That of one entity is added
   * to the common one. Default: none.
   */
  readonly except?: readonly string[] | undefined
  /**
   * Properties of which an event says only that they changed. Added to the common ones, and to the keys that the
   * daybook redacts everywhere. Default: none.
   */
  readonly redact?: readonly string[] | undefined
  /** Whether every event also holds the whole row after the change, in `data.snapshot`. Default: false. */
  readonly snapshot?: boolean | undefined
  /**
   * The name of an action. Default: the type with its first letter in lower case and what happened:
   * `invoice.created`, `.updated`, `.deleted`, `.softDeleted`, `.restored`, `.upserted`, `.linked`, `.unlinked`; of
   * statements over many rows `invoice.bulkUpdated` and so on.
   */
  readonly action?: ((change: ActionInput) => string) | undefined
}

/** What the name of an action is made from. */
export interface ActionInput {
  readonly operation: ChangeOperation
  readonly type: string
  /** One event for many rows. */
  readonly bulk: boolean
}

/** How the rows of one entity become events. */
export interface EntityRules extends FieldRules {
  /** Whether this change is recorded. Default: every one. What it throws fails the write. */
  readonly when?: ((change: RowChange) => boolean) | undefined
  /** The target's display name: a property, or made from the row as far as it is known. Default: none. */
  readonly label?: string | ((row: Row) => string | null | undefined) | undefined
  /** What a property is compared and stored as: `{ price: (value) => Number(value) }`. Applied to both sides. */
  readonly fields?: Readonly<Record<string, (value: unknown) => unknown>> | undefined
}

/** What a statement over many rows costs, and says. */
export interface BulkRules {
  /** Up to how many rows it is recorded row by row, from a before-image taken in the same transaction. Default: 1,000. */
  readonly rows?: number | undefined
  /**
   * Above that: `summary` records one event with the criteria, the count and the changed columns; `refuse` throws
   * before the statement runs. Default: `summary`.
   */
  readonly above?: 'summary' | 'refuse' | undefined
}

/** What all entities have in common. */
export interface ChangeOptions extends FieldRules {
  readonly bulk?: BulkRules | undefined
  /**
   * Values whose JSON is larger than so many bytes are replaced by a mark with their SHA-256 and length. Default:
   * 16,384.
   */
  readonly maxValueBytes?: number | undefined
}

/** An entity to track, with or without rules of its own. `E` is how the ORM names one: a class, a schema, a model. */
export type TrackedEntity<E> = E | ({ readonly entity: E } & EntityRules)

/** What an adapter's `trackChanges` takes. */
export interface TrackOptions<E> extends ChangeOptions {
  /** Which entities are tracked. No others are. */
  readonly entities: readonly TrackedEntity<E>[]
  /**
   * Whether methods of the live instance are wrapped where the ORM tells nobody what they do; each adapter's guide
   * names them. Default: true. Without, these operations pass unseen.
   */
  readonly wrap?: boolean | undefined
}

/** The entities of {@link TrackOptions}, each with its rules. */
export function trackedEntities<E>(
  entities: readonly TrackedEntity<E>[],
): readonly { readonly entity: E; readonly rules: EntityRules }[] {
  return entities.map((each) => {
    if (typeof each !== 'object' || each === null || !Object.hasOwn(each, 'entity'))
      return { entity: each as E, rules: {} }
    const { entity, ...rules } = each as { readonly entity: E } & EntityRules
    return { entity, rules }
  })
}
