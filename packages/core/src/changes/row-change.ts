/** What a write does to a row, or to the link between two. */
export type ChangeOperation =
  | 'create'
  | 'update'
  | 'delete'
  | 'softDelete'
  | 'restore'
  | 'upsert'
  | 'link'
  | 'unlink'

/**
 * What a column holds, where its values do not tell: `decimal` compares `1.50` and `1.5` as equal, `bigint` compares
 * 5, 5n and '5' and stores text, `boolean` takes 0 and 1, `number` takes numeric texts, `date` compares instants and
 * takes ISO texts and milliseconds, `json` and `bytes` are told by their values. Anything else is compared as it is.
 */
export type FieldKind = 'decimal' | 'bigint' | 'boolean' | 'number' | 'date' | 'json' | 'bytes' | 'text'

/**
 * The values of a row by property name, as the ORM gives them. Read once, never changed: accessors are not called,
 * promises (lazy relations) and functions are left out, undefined is a property that is not there.
 */
export type Row = Readonly<Record<string, unknown>>

/** One row that was written, as an adapter saw it. */
export interface RowChange {
  readonly operation: ChangeOperation
  /** The type name under which events refer to the entity. */
  readonly type: string
  /** The key as text, by `encodeKey`; for a link, that of the owner. */
  readonly id: string | null
  /** The row before. Absent where there was none, or nobody knows it. */
  readonly before?: Row | undefined
  /**
   * The row after. Of an update, a soft delete, a restore or an upsert of a row that was there, what was written is
   * enough: a property that is absent here has not changed.
   */
  readonly after?: Row | undefined
  /**
   * Whether `before` says all that was there, so that a property absent in it was absent in the row. Default: true.
   * Where it is false, a written property that `before` lacks is recorded with its `after` alone.
   */
  readonly complete?: boolean | undefined
  /** Of a link: the property of the owner that holds it. */
  readonly relation?: string | undefined
  /** Of a link: what is at the other end. */
  readonly other?: { readonly type: string; readonly id: string } | undefined
}

/** A statement that wrote rows which nobody looked at one by one. */
export interface BulkChange {
  readonly operation: ChangeOperation
  /** The type name under which events refer to the entity. */
  readonly type: string
  /** Which rows: the condition in a form that JSON can hold. Absent: all. Redacted by key, like a row. */
  readonly criteria?: unknown
  /** How many rows it was, where the database told. */
  readonly count?: number | undefined
  /** The properties that it wrote. */
  readonly columns?: readonly string[] | undefined
}
