import { ConfigurationError } from '@daybook/core'
import { mariadb, postgres, type SqlDialect, sqlite } from '@daybook/sql'

/** The few members of TypeORM's `EntityManager` that this adapter uses. Structural, so that the app's copy fits. */
export interface TypeormTransaction {
  readonly queryRunner?: TypeormQueryRunner | undefined
  /** Its DataSource, in TypeORM 1. */
  readonly dataSource?: object
  /** Its DataSource, in TypeORM 0.3. */
  readonly connection?: object
  query(sql: string, parameters?: unknown[]): Promise<unknown>
}

/** The members of a `QueryRunner` that this adapter uses. */
export interface TypeormQueryRunner {
  readonly isTransactionActive: boolean
  readonly isReleased: boolean
  readonly manager: TypeormTransaction
  connect(): Promise<unknown>
  query(sql: string, parameters?: unknown[]): Promise<unknown>
  release(): Promise<void>
}

/** The members of a `DataSource` that this adapter uses. */
export interface LiveDataSource {
  readonly options: { readonly type: string }
  readonly manager: TypeormTransaction & { transaction: unknown }
  readonly subscribers: object[]
  readonly driver: object
  createQueryRunner(mode?: 'master'): TypeormQueryRunner
  hasMetadata(target: never): boolean
  getMetadata(target: never): EntityMetadataSlice
  getRepository(target: never): { find(options: never): Promise<object[]> }
  transaction<T>(work: (manager: TypeormTransaction) => Promise<T>): Promise<T>
}

/** What TypeORM knows of one entity class. */
export interface EntityMetadataSlice {
  readonly name: string
  readonly target: unknown
  readonly primaryColumns: readonly {
    readonly propertyName: string
    getEntityValue(entity: object): unknown
  }[]
}

/** The dialect of a DataSource's database. */
export function dialectOf(dataSource: LiveDataSource): SqlDialect {
  const { type } = dataSource.options
  if (type === 'postgres') return postgres
  if (type === 'better-sqlite3') return sqlite
  if (type === 'mariadb') return mariadb
  throw new ConfigurationError({
    code: 'DAYBOOK_UNSUPPORTED_DATABASE',
    message: `@daybook/typeorm has no dialect for a DataSource of type \`${type}\`.`,
    fix: 'Use postgres, mariadb or better-sqlite3.',
  })
}
