import { ConfigurationError } from '@daybook/core'
import { mariadb, postgres, type SqlDialect, sqlite } from '@daybook/sql'

/** The few members of Sequelize's `Transaction` that tell one apart. Structural, so that the app's copy fits. */
export interface SequelizeTransaction {
  readonly LOCK: object
  commit(): Promise<void>
  rollback(): Promise<void>
  afterCommit(callback: () => void): void
}

/** The members of a `Sequelize` instance that this adapter uses. */
export interface LiveSequelize {
  // biome-ignore lint/complexity/noBannedTypes: the class of an instance, as TypeScript itself types it
  readonly constructor: Function
  readonly connectionManager: object
  getDialect(): string
  getQueryInterface(): object
  isDefined(modelName: string): boolean
  model(modelName: string): object
  transaction: unknown
}

/** What a transaction has at run time, beside its types. */
export interface OpenTransaction extends SequelizeTransaction {
  readonly sequelize: object
  readonly connection?: object
  /** The transaction that this one is a savepoint of. */
  readonly parent?: OpenTransaction | undefined
  readonly name?: string
  readonly finished?: string
}

/** The transaction itself, of a savepoint in it. */
export function outermost(tx: OpenTransaction): OpenTransaction {
  return tx.parent ? outermost(tx.parent) : tx
}

/** Whether statements can run in a transaction. */
export function isOpen(tx: OpenTransaction): boolean {
  return !tx.finished && tx.connection !== undefined && (tx.parent === undefined || isOpen(tx.parent))
}

// `mysql` is how many reach MariaDB, through mysql2.
const sqlDialects: Readonly<Record<string, SqlDialect>> = { postgres, sqlite, mariadb, mysql: mariadb }

/**
 * That it is Sequelize 6. The alpha of 7 gives its connections and ends its transactions in another way, so that what
 * this adapter relies on would be missing, or not called.
 */
export function assertSupported(sequelize: Pick<LiveSequelize, 'constructor'>): void {
  const { version } = sequelize.constructor as { readonly version?: unknown }
  if (typeof version === 'string' && version.startsWith('6.')) return
  throw new ConfigurationError({
    code: 'DAYBOOK_UNSUPPORTED_RELEASE',
    message: `@daybook/sequelize works with Sequelize 6, and this instance is of ${String(version ?? 'an unknown release').slice(0, 40)}.`,
    fix: 'Use sequelize@6.',
  })
}

/** The dialect of a Sequelize instance's database. */
export function dialectOf(sequelize: Pick<LiveSequelize, 'getDialect'>): SqlDialect {
  const name = sequelize.getDialect()
  const dialect = sqlDialects[name]
  if (dialect) return dialect
  throw new ConfigurationError({
    code: 'DAYBOOK_UNSUPPORTED_DATABASE',
    message: `@daybook/sequelize has no dialect for Sequelize's \`${name}\`.`,
    fix: 'Use postgres, mariadb (or mysql, on a MariaDB server) or sqlite.',
  })
}
