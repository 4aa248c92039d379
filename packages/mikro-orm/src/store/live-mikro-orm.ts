import { ConfigurationError } from '@daybook/core'
import { type EventRow, mariadb, postgres, type SqlDialect, type SqlParameter, sqlite } from '@daybook/sql'

/** The few members of MikroORM's `EntityManager` that this adapter uses. Structural, so that the app's copy fits. */
export interface MikroOrmTransaction {
  getDriver(): object
  /** The transaction it is in, as its driver knows it. */
  getTransactionContext(): object | undefined
  /** The manager that it stands for in the calling code: of the transaction or the request, or itself. */
  getContext(validate?: boolean): object
}

/** The members of a fork that this adapter uses. */
export interface MikroOrmFork extends MikroOrmTransaction {
  getContext(validate?: boolean): MikroOrmFork
  setTransactionContext(context: object): void
  find(entity: never, where: never, options: never): Promise<object[]>
  transactional<T>(work: (em: MikroOrmTransaction) => Promise<T>): Promise<T>
  fork(options: {
    readonly disableContextResolution: true
    readonly keepTransactionContext?: boolean
  }): MikroOrmFork
}

/** The members of an initialised `MikroORM` that this adapter uses. */
export interface LiveMikroOrm {
  readonly em: MikroOrmFork & {
    getConnection(type?: 'write'): MikroOrmConnection
    getPlatform(): object
    getEventManager(): {
      registerSubscriber(subscriber: object): void
      getSubscribers(): { delete(subscriber: object): boolean }
    }
  }
  getMetadata(): Iterable<EntityMetadataSlice> & { has(entity: never): boolean }
}

/** What MikroORM knows of one entity class. */
export interface EntityMetadataSlice {
  readonly className: string
  readonly class: unknown
  getPrimaryProps(): readonly KeyPropertySlice[]
}

/** A property of a key; of several columns where it is a relation to an entity with such a key. */
export interface KeyPropertySlice {
  readonly name: string
  readonly fieldNames: readonly string[]
  readonly targetMeta?: EntityMetadataSlice | undefined
}

/** The members of a connection that this adapter uses. */
export interface MikroOrmConnection {
  ensureConnection(): Promise<void>
  /** Since MikroORM 7.2; rejects where the driver does not show it. */
  getNativeClient?(): Promise<unknown>
}

/** A statement in the form of Kysely's `CompiledQuery`. */
interface CompiledStatement {
  readonly sql: string
  readonly parameters: readonly SqlParameter[]
  readonly query: object
  readonly queryId: object
}

/** Something of Kysely's that runs statements with real parameters, where MikroORM writes values into the text. */
export interface StatementRunner {
  executeQuery(statement: CompiledStatement): Promise<{ readonly rows: readonly EventRow[] }>
}

/** A transaction or savepoint of Kysely's. */
export interface TransactionContext extends StatementRunner {
  readonly isCommitted: boolean
  readonly isRolledBack: boolean
}

/** The Kysely instance of a connection. */
export interface KyselyClient extends StatementRunner {
  /** Holds one connection for as long as `work` takes. */
  connection(): { execute<T>(work: (held: StatementRunner) => Promise<T>): Promise<T> }
}

const dialectOfPlatform: Readonly<Record<string, SqlDialect>> = {
  PostgreSqlPlatform: postgres,
  MariaDbPlatform: mariadb,
  SqlitePlatform: sqlite,
}

/** The dialect of an ORM's database, by its platform or the one that it extends. */
export function dialectOf(orm: LiveMikroOrm): SqlDialect {
  const platform = orm.em.getPlatform()
  for (let prototype = platform; prototype !== null; prototype = Object.getPrototypeOf(prototype)) {
    const dialect = dialectOfPlatform[prototype.constructor.name]
    if (dialect) return dialect
  }
  throw new ConfigurationError({
    code: 'DAYBOOK_UNSUPPORTED_DATABASE',
    message: `@daybook/mikro-orm has no dialect for a \`${platform.constructor.name}\`.`,
    fix: 'Use @mikro-orm/postgresql, @mikro-orm/mariadb or @mikro-orm/sqlite.',
  })
}
