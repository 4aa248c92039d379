import { createTransactionFrames, createTurns, type SqlDialect } from '@daybook/sql'
import type { LiveDataSource, TypeormQueryRunner } from '../store/live-data-source.ts'
import { createSharedConnection } from '../store/single-connection.ts'
import { makeAmbient } from './ambient.ts'
import { createTransactionSubscriber } from './subscriber.ts'

type Observed = ReturnType<typeof observe>

const observed = new WeakMap<LiveDataSource, Observed>()

/** What is known of a DataSource's transactions. Its books share it, so that it is wrapped and listened to once. */
export function observeTransactions(dataSource: LiveDataSource, dialect: SqlDialect): Observed {
  const known = observed.get(dataSource) ?? observe(dataSource, dialect)
  observed.set(dataSource, known)
  // A DataSource that is initialised again begins with an empty list.
  if (!dataSource.subscribers.includes(known.subscriber)) dataSource.subscribers.push(known.subscriber)
  return known
}

function observe(dataSource: LiveDataSource, dialect: SqlDialect) {
  const turns = dialect.name === 'sqlite' ? createTurns() : undefined
  const frames = createTransactionFrames<TypeormQueryRunner>()
  return {
    frames,
    subscriber: createTransactionSubscriber(frames, dialect),
    ambient: makeAmbient(dataSource, turns),
    /** The only connection, where there is one for all. */
    shared: turns && createSharedConnection(dataSource, turns),
  }
}
