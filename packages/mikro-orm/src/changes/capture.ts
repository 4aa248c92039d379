import type { ChangeRecorder } from '@daybook/core/changes'
import { type EntityMetadata, LockMode, Utils } from '@mikro-orm/core'
import type { LiveMikroOrm, MikroOrmTransaction, TransactionContext } from '../store/live-mikro-orm.ts'
import { handleOf } from '../transactions/handle.ts'
import type { LiveDriver, LiveQuery } from './live-driver.ts'
import { keyOf, type RowReader, type Values } from './row-values.ts'
import type { TrackedEntities } from './tracked-entities.ts'

/** What all parts of capture work with. */
export interface Capture {
  readonly orm: LiveMikroOrm
  readonly driver: LiveDriver
  readonly entities: TrackedEntities
  readonly recorder: ChangeRecorder<MikroOrmTransaction>
  readonly reader: RowReader
}

/** A row as it is in the database. */
export interface StoredRow {
  readonly id: string | null
  /** Its key as the database has it. */
  readonly key: unknown
  readonly values: Values
}

/** The transaction of a write, for a recorder. */
export function transactionOf(
  { orm }: Capture,
  context: TransactionContext | undefined,
): MikroOrmTransaction | null {
  return context ? handleOf(orm, context) : null
}

/** Works in the transaction that is open, else in one of its own, so that a write and what is said of it are one. */
export function inTransaction<T>(
  { orm }: Capture,
  context: TransactionContext | undefined,
  work: (context: TransactionContext | undefined) => Promise<T>,
): Promise<T> {
  if (context) return work(context)
  return orm.em
    .fork({ disableContextResolution: true })
    .transactional((em) => work(em.getTransactionContext() as TransactionContext | undefined))
}

/** The rows that a query selects, locked until the end of the transaction; undefined where they are more than `limit`. */
export async function selectRows(
  { reader }: Capture,
  metadata: EntityMetadata,
  query: LiveQuery,
  limit?: number,
): Promise<readonly StoredRow[] | undefined> {
  // PostgreSQL locks no rows of an outer join.
  if (query.context && Object.keys(query.state.joins).length === 0)
    query.setLockMode(LockMode.PESSIMISTIC_WRITE)
  if (limit !== undefined) query.limit(limit + 1)
  const found = (await query.execute('all')) as readonly Values[]
  if (limit !== undefined && found.length > limit) return undefined
  const [first, ...more] = metadata.primaryKeys
  return found.map((result) => {
    const values = reader.ofResult(metadata, result)
    return {
      id: keyOf(metadata, values),
      key: more.length === 0 ? result[first as string] : metadata.primaryKeys.map((name) => result[name]),
      values,
    }
  })
}

/** A query over rows by what {@link StoredRow.key} holds. */
export function byKeys(
  { driver }: Capture,
  metadata: EntityMetadata,
  context: TransactionContext | undefined,
  keys: readonly unknown[],
  schema?: string,
): LiveQuery {
  return driver
    .createQueryBuilder(metadata.class, context, 'write', false)
    .withSchema(schema)
    .select('*')
    .where({ [Utils.getPrimaryKeyHash(metadata.primaryKeys)]: { $in: [...keys] } })
}
