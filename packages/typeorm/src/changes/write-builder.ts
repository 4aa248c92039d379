import type { EntityMetadata } from 'typeorm'
import type { TypeormQueryRunner } from '../store/live-data-source.ts'

/** The members of TypeORM's insert, update, delete and soft-delete builders that change capture uses. */
export interface WriteBuilder {
  queryRunner?: TypeormQueryRunner | undefined
  readonly expressionMap: WriteExpression
  getParameters(): Record<string, unknown>
  getMainTableName(): string
  getTableName(path: string): string
  createWhereExpression(): string
  createOrderByExpression?(): string
  createCteExpression?(): string
  /** Since 0.3.7; before, the expressions have column names from the start. */
  replacePropertyNamesForTheWholeQuery?(sql: string): string
}

/** What a builder was told to do. */
export interface WriteExpression {
  readonly queryType: string
  readonly mainAlias?: { readonly hasMetadata: boolean; readonly metadata: EntityMetadata }
  readonly wheres: readonly WhereClause[]
  readonly whereEntities: readonly object[]
  readonly limit?: number
  readonly parameters: Readonly<Record<string, unknown>>
  readonly nativeParameters?: object
  readonly valuesSet?: object | readonly object[]
  readonly callListeners: boolean
  readonly updateEntity: boolean
  readonly insertFromSelect?: object
  readonly onIgnore?: unknown
  readonly onUpdate?: unknown
}

/** A condition, as TypeORM keeps it until it writes it down. */
export interface WhereClause {
  readonly type: string
  readonly condition: WhereCondition
}

export type WhereCondition =
  | string
  | readonly WhereClause[]
  | { readonly operator: string; readonly parameters: readonly string[] }
  | { readonly operator: string; readonly condition: WhereCondition }

/** What a builder's `execute` answers, as far as it is used here. */
export interface WriteResult {
  readonly affected?: number | null
  readonly identifiers?: readonly (object | undefined)[]
  readonly generatedMaps?: readonly (object | undefined)[]
}

/** Takes the place of a builder's `execute`, which is `run`. */
export type OnWrite = (builder: WriteBuilder, run: () => Promise<WriteResult>) => Promise<WriteResult>

const writes = new Set(['insert', 'update', 'delete', 'soft-delete', 'restore'])

/** Whether a builder writes; each of them can also select. */
export function isWrite({ queryType }: WriteExpression): boolean {
  return writes.has(queryType)
}

/** What TypeORM knows of the entity that is written; undefined for a table that is none. */
export function metadataOf({ expressionMap }: WriteBuilder): EntityMetadata | undefined {
  const { mainAlias } = expressionMap
  return mainAlias?.hasMetadata ? mainAlias.metadata : undefined
}
