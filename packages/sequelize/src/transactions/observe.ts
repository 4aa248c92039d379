import { WouldDeadlockError } from '@daybook/core'
import { createTurns, type SqlDialect, type Turns } from '@daybook/sql'
import { type Connections, createConnections } from '../store/connections.ts'
import { type LiveSequelize, type OpenTransaction, outermost } from '../store/live-sequelize.ts'
import { type AmbientTransaction, createAmbient } from './ambient.ts'
import { watchEnds } from './ends.ts'
import { createSavepointFrames, type SavepointFrames } from './savepoints.ts'

interface Observed {
  readonly frames: SavepointFrames
  readonly ambient: AmbientTransaction
  readonly connections: Connections
  /** Whose turn it is to write, where there is one writer: on SQLite. */
  readonly turns: Turns | undefined
}

const observed = new WeakMap<LiveSequelize, Observed>()

/** What is known of an instance's transactions. Its books share it, so that it is wrapped once. */
export function observeTransactions(sequelize: LiveSequelize, dialect: SqlDialect): Observed {
  const known = observed.get(sequelize) ?? observe(sequelize, dialect)
  observed.set(sequelize, known)
  return known
}

function observe(sequelize: LiveSequelize, dialect: SqlDialect): Observed {
  const frames = createSavepointFrames()
  const connections = createConnections(sequelize, dialect)
  const turns = dialect.name === 'sqlite' ? createTurns() : undefined
  const ambient = createAmbient(sequelize)
  watchEnds(sequelize, dialect, frames, connections)
  makeAmbient(sequelize, { frames, ambient, connections, turns })
  return { frames, ambient, connections, turns }
}

type Work = (tx: OpenTransaction) => Promise<unknown>
interface Options {
  readonly transaction?: OpenTransaction | null
}
// Sequelize's three forms: (options, work), (work), and (options) for one that is ended by hand.
type Transaction = (optionsOrWork?: Options | Work, work?: Work) => Promise<unknown>

/**
 * Wraps `transaction()` of this one instance, so that code it runs, however deep, finds its transaction. Where there
 * is one writer, transactions also wait for each other: on a shared connection Sequelize would let the second begin
 * inside the first, and on a file the second would fail for being too late.
 */
function makeAmbient(sequelize: LiveSequelize, { frames, ambient, connections, turns }: Observed): void {
  const original = (sequelize.transaction as Transaction).bind(sequelize)

  const begin = (options: Options | undefined, work: Work | undefined): Promise<unknown> =>
    work ? original(options, (tx) => ambient.run(tx, () => work(tx))) : original(options)

  /** Keeps the turn until a transaction that is ended by hand has ended. */
  const beginInTurn = (turn: Turns, options: Options | undefined): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const whole = turn.take(async () => {
        const tx = (await original(options)) as OpenTransaction
        const ended = new Promise<void>((end) => frames.innermost(tx)?.afterEnd.push(() => end()))
        resolve(tx)
        await ended
      })
      whole.catch(reject)
    })

  const transaction: Transaction = async (optionsOrWork, given) => {
    const [options, work] =
      typeof optionsOrWork === 'function' ? [undefined, optionsOrWork] : [optionsOrWork, given]
    if (turns === undefined || options?.transaction) return begin(options, work)
    const around = ambient.current()
    if (around === undefined)
      return work ? turns.take(() => begin(options, work)) : beginInTurn(turns, options)
    if (outermost(around).connection === (await connections.common())) throw secondOnOneConnection()
    return begin(options, work)
  }
  sequelize.transaction = transaction
}

function secondOnOneConnection(): WouldDeadlockError {
  return new WouldDeadlockError({
    code: 'DAYBOOK_WOULD_DEADLOCK',
    message: 'A second transaction cannot begin inside another: this database has one connection.',
    fix: 'Pass `{ transaction }` to transaction() for a savepoint, or begin it after the first.',
  })
}
