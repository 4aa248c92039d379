import type { StoreTransactions } from '@daybook/core'

type End = Parameters<Parameters<StoreTransactions<object>['afterEnd']>[1]>[0]

interface Frame {
  /** Of the savepoint; undefined for the transaction itself. */
  readonly name?: string
  readonly afterCommit: (() => void)[]
  readonly afterEnd: ((outcome: End) => void)[]
}

/**
 * What waits for the end of the transactions that apps begin by hand. A driver tells of none of its connection's
 * transactions, so every statement of a connection that an event has joined is looked at.
 */
export interface ConnectionTransactions<Connection extends object> {
  /** An event has joined the connection's transaction, and none of its statements since has ended it. */
  isOpen(connection: Connection): boolean
  open(connection: Connection): void
  afterCommit(connection: Connection, callback: () => void): void
  afterEnd(connection: Connection, callback: (outcome: End) => void): void
  /** A statement has succeeded. */
  ran(connection: Connection, sql: string): void
  /** The database has rolled the transaction back, whatever the app said. */
  undone(connection: Connection): void
  /** There was no transaction: what has joined it waits for nothing. */
  absent(connection: Connection): void
}

/** The open transactions of a pool's connections. Callbacks run in a microtask of their own. */
export function createConnectionTransactions<
  Connection extends object,
>(): ConnectionTransactions<Connection> {
  const stacks = new WeakMap<Connection, Frame[]>()

  const tell = (frames: readonly Frame[], outcome: End) =>
    queueMicrotask(() => {
      for (const { afterCommit, afterEnd } of frames) {
        if (outcome === 'committed') for (const callback of afterCommit) callback()
        for (const callback of afterEnd) callback(outcome)
      }
    })

  const end = (connection: Connection, outcome: End) => {
    tell(stacks.get(connection) ?? [], outcome)
    stacks.delete(connection)
  }

  return {
    isOpen: (connection) => stacks.has(connection),
    open: (connection) => void stacks.set(connection, [frame()]),
    afterCommit: (connection, callback) => stacks.get(connection)?.at(-1)?.afterCommit.push(callback),
    afterEnd: (connection, callback) => stacks.get(connection)?.at(-1)?.afterEnd.push(callback),

    undone: (connection) => end(connection, 'rolled-back'),
    absent: (connection) => end(connection, 'committed'),

    ran(connection, sql) {
      const stack = stacks.get(connection)
      if (stack === undefined) return
      const { verb, savepoint } = toCommand(sql)
      // A second BEGIN commits on MariaDB; on PostgreSQL it is a warning, and nobody sends it.
      if (verb === 'rollback' && savepoint === undefined) end(connection, 'rolled-back')
      else if (verb === 'commit' || verb === 'begin') end(connection, 'committed')
      else if (verb === 'savepoint') stack.push(frame(savepoint))
      else if (verb === 'rollback') {
        // A savepoint that was there before the first event takes all of them with it.
        const at = Math.max(indexOf(stack, savepoint), 0)
        tell(stack.splice(at), 'rolled-back')
        stack.push(frame(at === 0 ? undefined : savepoint))
      } else if (verb === 'release' && indexOf(stack, savepoint) > 0) {
        const released = stack.splice(indexOf(stack, savepoint))
        stack.at(-1)?.afterCommit.push(...released.flatMap(({ afterCommit }) => afterCommit))
        stack.at(-1)?.afterEnd.push(...released.flatMap(({ afterEnd }) => afterEnd))
      }
    },
  }
}

function frame(name?: string): Frame {
  return { ...(name !== undefined && { name }), afterCommit: [], afterEnd: [] }
}

function indexOf(stack: readonly Frame[], savepoint: string | undefined): number {
  return stack.findLastIndex(({ name }) => name !== undefined && name === savepoint)
}

interface Command {
  readonly verb?: 'begin' | 'commit' | 'rollback' | 'savepoint' | 'release'
  readonly savepoint?: string
}

const forms: readonly (readonly [NonNullable<Command['verb']>, RegExp])[] = [
  ['begin', /^\s*(?:begin|start\s+transaction)\b/i],
  ['rollback', /^\s*rollback(?:\s+(?:work|transaction))?\s+to(?:\s+savepoint)?\s+(\S+)/i],
  ['rollback', /^\s*(?:rollback|abort)\b/i],
  ['commit', /^\s*(?:commit|end)\b/i],
  ['savepoint', /^\s*savepoint\s+(\S+)/i],
  ['release', /^\s*release(?:\s+savepoint)?\s+(\S+)/i],
]

/** Whether a statement is one after which a transaction is over for good: also when it fails. */
export function isEnd(sql: string): boolean {
  const { verb, savepoint } = toCommand(sql)
  return verb === 'commit' || (verb === 'rollback' && savepoint === undefined)
}

function toCommand(sql: string): Command {
  for (const [verb, form] of forms) {
    const match = form.exec(sql)
    if (match)
      return { verb, ...(match[1] && { savepoint: match[1].replaceAll(/["`;]/g, '').toLowerCase() }) }
  }
  return {}
}
