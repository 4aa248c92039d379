type End = 'committed' | 'rolled-back'

/** What waits for the end of one transaction or savepoint. */
export interface TransactionFrame {
  readonly beforeCommit: (() => Promise<void>)[]
  readonly afterCommit: (() => void)[]
  readonly afterEnd: ((outcome: End) => void)[]
}

/**
 * What is to happen when a transaction ends: a frame for the transaction and one for each savepoint in it. A released
 * savepoint hands its callbacks to the frame around it, a rolled-back one drops them. `Connection` is the object that
 * stays the same for a transaction and its savepoints.
 */
export interface TransactionFrames<Connection extends object> {
  /** A transaction, or a savepoint in the open one, has begun. */
  opened(connection: Connection): void
  /** The innermost has been committed or released. */
  committed(connection: Connection): void
  /** The innermost has been rolled back. */
  rolledBack(connection: Connection): void
  /** The innermost open frame, if this transaction was seen to begin. */
  innermost(connection: Connection | undefined): TransactionFrame | undefined
  /** What is to be done before the outermost commit; false where this transaction was not seen to begin. */
  beforeCommit(connection: Connection | undefined, callback: () => Promise<void>): boolean
  /** Whether the next commit ends the transaction and something waits for it. */
  awaitsOutermostCommit(connection: Connection): boolean
  /**
   * Where the next commit ends the transaction: runs what is to happen before, all at once, then what that adds. Answers
   * whether there was anything. Rejects as the first that did, when none runs any more.
   */
  runBeforeOutermostCommit(connection: Connection): Promise<boolean>
  /** The database will answer this transaction's COMMIT with ROLLBACK. */
  doom(connection: Connection): void
}

/** The frames of all transactions of one ORM instance. Callbacks run in a microtask of their own. */
export function createTransactionFrames<Connection extends object>(): TransactionFrames<Connection> {
  const stacks = new WeakMap<Connection, TransactionFrame[]>()
  const doomed = new WeakSet<Connection>()

  const pop = (
    connection: Connection,
  ): { frame: TransactionFrame; outer: TransactionFrame | undefined } | undefined => {
    const stack = stacks.get(connection)
    const frame = stack?.pop()
    return frame && { frame, outer: stack?.at(-1) }
  }

  const end = (connection: Connection, frame: TransactionFrame, outcome: End): void => {
    const really = doomed.delete(connection) ? 'rolled-back' : outcome
    // Not within the ORM's own events: the connection is still held there, and an error would be the app's.
    queueMicrotask(() => {
      if (really === 'committed') for (const callback of frame.afterCommit) callback()
      for (const callback of frame.afterEnd) callback(really)
    })
  }

  return {
    opened(connection) {
      const stack = stacks.get(connection)
      const frame: TransactionFrame = { beforeCommit: [], afterCommit: [], afterEnd: [] }
      if (stack) stack.push(frame)
      else stacks.set(connection, [frame])
    },
    committed(connection) {
      const popped = pop(connection)
      if (popped?.outer) {
        popped.outer.beforeCommit.push(...popped.frame.beforeCommit)
        popped.outer.afterCommit.push(...popped.frame.afterCommit)
        popped.outer.afterEnd.push(...popped.frame.afterEnd)
      } else if (popped) end(connection, popped.frame, 'committed')
    },
    rolledBack(connection) {
      const popped = pop(connection)
      if (popped) end(connection, popped.frame, 'rolled-back')
    },
    beforeCommit(connection, callback) {
      const frame = connection && stacks.get(connection)?.at(-1)
      frame?.beforeCommit.push(callback)
      return frame !== undefined
    },
    innermost: (connection) => connection && stacks.get(connection)?.at(-1),
    awaitsOutermostCommit(connection) {
      const [only, inner] = stacks.get(connection) ?? []
      if (only === undefined || inner) return false
      return only.beforeCommit.length + only.afterCommit.length + only.afterEnd.length > 0
    },
    async runBeforeOutermostCommit(connection) {
      const [only, inner] = stacks.get(connection) ?? []
      const waiting = only && !inner ? only.beforeCommit : []
      const ran = waiting.length > 0
      while (waiting.length > 0) {
        // Together: they share a statement. Until the last has ended, since a rollback must not overtake it.
        const ends = await Promise.allSettled(waiting.splice(0).map((callback) => callback()))
        const failed = ends.find((end) => end.status === 'rejected')
        if (failed) throw failed.reason
      }
      return ran
    },
    doom: (connection) => void doomed.add(connection),
  }
}
