import type { Catalog, Daybook } from '@daybook/core'
import type { BulkRules, EntityRules } from '@daybook/core/changes'

/**
 * The row that the scenarios write: an entity `Invoice` with a generated key `id`, these properties, a soft-delete
 * column `deletedAt` (null while it lives) and a many-to-many relation `tags` to the entity `Tag` (`id`, `name`).
 */
export interface InvoiceValues {
  /** Unique, so that an upsert can find its row by it. */
  readonly number: string
  /** An enum, or a text where the database has none: `open`, `paid` or `void`. */
  readonly status: string
  /** DECIMAL(12, 2), read as text. */
  readonly amount: string
  /** Default: 0. */
  readonly quantity: number
  /** BIGINT. */
  readonly views: string | null
  readonly urgent: boolean
  readonly dueAt: Date | null
  /** JSON. */
  readonly meta: unknown
  /** Binary. */
  readonly scan: Uint8Array | null
  readonly phone: string | null
  readonly note: string | null
  readonly lastSeenAt: Date | null
}

/** What a call is expected to leave: an event for each row, one for all of them, or none. */
export type SeenAs = 'captured' | 'summarised' | 'not seen'

/** Something that an ORM does not have. */
export interface Unsupported {
  readonly unsupported: string
}

/** One way to make a change: the name of the API as its documentation writes it, and how it is called. */
export interface ChangeApi<Run> {
  readonly run: Run
  /** Default: `captured`. */
  readonly seen?: SeenAs
  /** Why it is seen otherwise, for the table. */
  readonly why?: string
}

/**
 * Every kind of call that changes rows. Each is tried in a transaction and, with `tx` null, outside of any; ids are
 * those of rows that are there.
 */
export interface ChangeRuns<Tx> {
  /** Inserts one row; answers its id as text. */
  readonly create: (values: Partial<InvoiceValues>, tx: Tx | null) => Promise<string>
  /** Inserts several rows by one call. */
  readonly createMany: (values: readonly Partial<InvoiceValues>[], tx: Tx | null) => Promise<void>
  /** Changes one row that was loaded. */
  readonly update: (id: string, values: Partial<InvoiceValues>, tx: Tx | null) => Promise<void>
  /** Changes all rows with a status by one statement. */
  readonly updateMany: (status: string, values: Partial<InvoiceValues>, tx: Tx | null) => Promise<void>
  /** Adds to `quantity` of the rows with a status by one statement. */
  readonly increment: (status: string, by: number, tx: Tx | null) => Promise<void>
  /** Inserts a row, or updates the one with the same `number`. */
  readonly upsert: (values: Partial<InvoiceValues>, tx: Tx | null) => Promise<void>
  /** Deletes a row for good that was loaded. */
  readonly delete: (id: string, tx: Tx | null) => Promise<void>
  /** Deletes all rows with a status for good by one statement. */
  readonly deleteMany: (status: string, tx: Tx | null) => Promise<void>
  /** Empties the table. */
  readonly truncate: (tx: Tx | null) => Promise<void>
  /** Marks a row as deleted. */
  readonly softDelete: (id: string, tx: Tx | null) => Promise<void>
  readonly softDeleteMany: (status: string, tx: Tx | null) => Promise<void>
  /** Takes the mark off again. */
  readonly restore: (id: string, tx: Tx | null) => Promise<void>
  readonly restoreMany: (status: string, tx: Tx | null) => Promise<void>
  readonly link: (id: string, tagId: string, tx: Tx | null) => Promise<void>
  readonly unlink: (id: string, tagId: string, tx: Tx | null) => Promise<void>
  /** Sets `status` of all rows with a status, past the ORM: SQL by hand, hooks switched off. Usually not seen. */
  readonly pastTheOrm: (status: string, values: { readonly status: string }, tx: Tx | null) => Promise<void>
}

/** The ways to make each kind of change, by the name of the API; or why there is none. */
export type ChangeApis<Tx> = {
  readonly [K in keyof ChangeRuns<Tx>]:
    | Readonly<Record<string, ChangeRuns<Tx>[K] | ChangeApi<ChangeRuns<Tx>[K]>>>
    | Unsupported
}

/** The rules with which the entities are tracked. */
export interface ScenarioRules {
  readonly invoice: EntityRules
  readonly bulk?: BulkRules
}

/** One ORM on one database, with the tables of the scenarios empty. */
export interface ChangeRig<Tx> {
  /** Over the ORM's store, on the same handle. */
  readonly daybook: Daybook<Catalog, object, Tx>
  /** Tracks `Invoice` and `Tag` with the adapter's `trackChanges`. Answers with what stops it. */
  track(rules: ScenarioRules): () => void
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** A savepoint in `tx`, released when `work` resolves and rolled back when it rejects. */
  savepoint<T>(tx: Tx, work: (tx: Tx) => Promise<T>): Promise<T>
  readonly apis: ChangeApis<Tx>
  /**
   * Saves a loaded row twice in a row, in one transaction or unit of work, with one change before the first time. Absent
   * where the ORM has no such thing.
   */
  saveTwice?(id: string, values: Partial<InvoiceValues>): Promise<void>
  /** Inserts tags without being tracked; answers their ids as text. */
  seedTags(names: readonly string[]): Promise<readonly string[]>
  /** All columns of a row by property, as the ORM reads them, soft-deleted rows too; undefined where there is none. */
  read(id: string): Promise<Readonly<Record<string, unknown>> | undefined>
  /** The ids of all rows, soft-deleted ones too, in their order. */
  ids(): Promise<readonly string[]>
  /** Drops what was made, and closes what was opened. */
  close(): Promise<void>
}
