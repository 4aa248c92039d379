import type { BucketRequest, DaybookEvent, StorageErrorInit } from '@daybook/core'
import type { EventColumn } from '../table/columns.ts'
import type { EventTable } from '../table/event-table.ts'

/** What a statement is bound to, in the order of its placeholders. */
export type SqlParameter = string | number | null

/** A statement and its parameters. */
export interface SqlStatement {
  readonly sql: string
  readonly parameters: readonly SqlParameter[]
  /** The text is one of few: worth preparing once for each connection, where nothing forbids it. */
  readonly isFixed?: boolean
}

/** What a database's own error says, without its words. */
export type FailureKind =
  | 'table-missing'
  | 'schema-old'
  | 'duplicate'
  | 'retryable'
  | 'ambiguous'
  | 'poison'
  | 'forbidden'
  | 'transaction-over'
  | 'full'
  | 'other'

/** All that differs between databases. Everything else is written once. */
export interface SqlDialect {
  readonly name: 'postgres' | 'sqlite' | 'mariadb'
  /** A name as a statement writes it. */
  quote(name: string): string
  /** What follows the columns of CREATE TABLE. */
  readonly tableOptions: string
  /** Whether an index can leave rows out. */
  readonly partialIndexes: boolean
  /**
   * Whether an append with an id that is there already fails as a whole, with a `duplicate` error, instead of
   * passing over it. The store then looks which are there and appends the others.
   */
  readonly failsOnDuplicate: boolean
  /** Whether a search reads the wide columns also of rows that it then passes over. */
  readonly readsWholeRows: boolean
  /**
   * A column that no index is looked up by, where the planner looks an action pattern up whatever else is asked for, and
   * sorts all that match to find a page of them.
   */
  readonly withoutIndex?: (column: string) => string
  /** Whether pages of several tenants that stand in a union are merged while they are read, no further than needed. */
  readonly mergesUnions: boolean
  /** Whether the planner knows how frequent a value is, and which conditions a partial index serves whatever their words. */
  readonly weighsValues: boolean
  /** Whether a WITH query that is read several times runs once. */
  readonly sharesCommonTables: boolean
  /**
   * Whether a statement runs on the thread of the app, under some drivers: then a long reading goes in slices, between
   * which other work gets its turn.
   */
  readonly holdsUpApp: boolean
  /** The column by which a row is read fastest once an index has it. Absent: the id. */
  readonly rowNumber?: string
  /** Whether DISTINCT over the first column of an index seeks from value to value. */
  readonly skipsForDistinct: boolean
  /** Whether GROUPING SETS count in one reading what several GROUP BY would read for again. */
  readonly hasGroupingSets: boolean
  /** The placeholder of the parameter at `position`, from 1. */
  placeholder(position: number): string
  /** A placeholder for an id's text as a value of the id column. */
  idValue(placeholder: string): string
  columnType(column: EventColumn): string
  /** The CHECK expression of a column, where the engine needs one. */
  columnCheck(column: EventColumn): string | undefined
  /** The column as a page reads it: text, number or null, never decoded by the driver. */
  selected(column: Pick<EventColumn, 'name' | 'kind'>): string
  /**
   * One statement that stores all `events` not there yet (or all of them, see `failsOnDuplicate`) and returns `id`
   * and `recorded_at` of each stored. Where it is sent `inTransaction`, it fails if the database has ended that: with
   * `transaction-over`, or as every statement does there.
   */
  append(table: EventTable, events: readonly DaybookEvent[], inTransaction?: boolean): SqlStatement
  /** `column` matches an action pattern. */
  like(column: string, placeholder: string): string
  /** An action pattern as that operator wants it. */
  likePattern(pattern: string): string
  /** `column` begins with, or holds, the text of `anyCasePattern`, ASCII letters in either case. */
  anyCase(column: string, placeholder: string): string
  anyCasePattern(text: string, where: 'start' | 'anywhere'): string
  /** The JSON value at a path made by `jsonPath`, NULL where there is none; a JSON null is there. */
  jsonAt(column: string, placeholder: string): string
  jsonPath(keys: readonly string[]): string
  /** A value of `jsonAt` equals a scalar given as JSON text. */
  jsonEquals(value: string, placeholder: string): string
  /** A JSON column as text. */
  jsonText(column: string): string
  /** A number or text as text. */
  asText(value: string): string
  /** The text of a `text` column that is never longer than a name, as what groups of it are made from fast. */
  shortText(column: string): string
  /** The number of the bucket that `occurred_at` lies in, from 1; what lies outside may have any other number. */
  bucket(request: BucketRequest, bind: (value: SqlParameter) => string): string
  /** A statement that deletes the rows of `path` that `oldest` selects in order, and answers with a row for each. */
  deleteOldest(path: string, oldest: string): string
  /** What kind of failure a native error is. */
  classify(error: NativeError): FailureKind
}

/** The parts of a driver's error that tell what it is. */
export interface NativeError {
  readonly code: string
  readonly message: string
}

/** What a kind of failure means for the one who writes. */
export const failureTraits: Readonly<Record<FailureKind, Partial<StorageErrorInit>>> = Object.freeze({
  'table-missing': {},
  'schema-old': {},
  duplicate: {},
  retryable: { retryable: true },
  ambiguous: { retryable: true, ambiguous: true },
  poison: { poison: true },
  forbidden: {},
  'transaction-over': {},
  // It takes somebody to make room: who waits is told now.
  full: {},
  other: {},
})
