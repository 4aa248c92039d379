import type { EntityMetadata, Platform } from '@mikro-orm/core'
import type { LiveMikroOrm, TransactionContext } from '../store/live-mikro-orm.ts'

/** What the methods of a driver are told beside their data. */
export interface WriteOptions {
  readonly ctx?: TransactionContext | undefined
  /** The manager that was asked; `flush()` names none. */
  readonly em?: object
  readonly upsert?: boolean
  readonly convertCustomTypes?: boolean
  readonly schema?: string | undefined
  readonly onConflictFields?: unknown
  readonly unionWhere?: readonly unknown[] | undefined
}

/** What a write answers. */
export interface WriteResult {
  readonly affectedRows?: number
  readonly insertId?: unknown
  readonly row?: Readonly<Record<string, unknown>>
  readonly rows?: readonly Readonly<Record<string, unknown>>[]
}

/** A row or a part of one, by column name. */
export type Columns = Readonly<Record<string, unknown>>

/** The members of a query builder that capture uses; the same from 7.0 on. */
export interface LiveQuery {
  readonly type: string
  readonly state: {
    readonly cond: object
    readonly data?: Columns | readonly Columns[]
    readonly flags: ReadonlySet<string>
    readonly joins: object
    readonly onConflict?: readonly { readonly fields: unknown }[]
    readonly insertSubQuery?: object
  }
  readonly mainAlias: { readonly aliasName: string; readonly meta?: EntityMetadata }
  /** The transaction that it runs in. */
  context: TransactionContext | undefined
  select(fields: string | readonly string[]): LiveQuery
  where(condition: object): LiveQuery
  limit(count: number): LiveQuery
  withSchema(schema: string | undefined): LiveQuery
  setLockMode(mode: number): LiveQuery
  unsetFlag(flag: string): LiveQuery
  clone(reset?: readonly string[]): LiveQuery
  execute(method?: string, options?: unknown): Promise<unknown>
}

/** The members of a driver that capture uses. Every write of an ORM, of whichever manager, is one of the same driver's. */
export interface LiveDriver {
  createQueryBuilder(
    entity: unknown,
    context: TransactionContext | undefined,
    connection: 'write',
    convertCustomTypes: boolean,
  ): LiveQuery
  mapDataToFieldNames(
    data: object,
    stringifyJsonArrays: boolean,
    properties: object,
    convertCustomTypes: boolean,
  ): Columns
  getSchemaName(metadata: EntityMetadata, options: object): string | undefined
  /** Since MikroORM 7.1. */
  applyUnionWhere?(
    metadata: EntityMetadata,
    where: object,
    options: WriteOptions,
    forWrite: true,
  ): Promise<object>
  getPlatform(): Platform
  /** Of MySQL and MariaDB. */
  getAutoIncrementIncrement?(context: TransactionContext | undefined): Promise<number>
}

export function driverOf(orm: LiveMikroOrm): LiveDriver {
  return orm.em.getDriver() as LiveDriver
}
