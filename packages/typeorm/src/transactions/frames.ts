import type { TypeormQueryRunner } from '../store/live-data-source.ts'

type End = 'committed' | 'rolled-back'

interface Frame {
  readonly afterCommit: (() => void)[]
  readonly afterEnd: ((outcome: End) => void)[]
}

/**
 * What is to happen when a transaction ends, kept as TypeORM nests: a frame for the transaction and one for each
 * savepoint in it. A released savepoint hands its callbacks to the frame around it, a rolled-back one drops them.
 */
export interface TransactionFrames {
  opened(runner: TypeormQueryRunner): void
  committed(runner: TypeormQueryRunner): void
  rolledBack(runner: TypeormQueryRunner): void
  /** The innermost open frame, if this transaction was seen to begin. */
  innermost(runner: TypeormQueryRunner | undefined): Frame | undefined
  /** Whether the next commit ends the transaction and something waits for it. */
  awaitsOutermostCommit(runner: TypeormQueryRunner): boolean
  /** The database will answer this transaction's COMMIT with ROLLBACK. */
  doom(runner: TypeormQueryRunner): void
}

export function createTransactionFrames(): TransactionFrames {
  const stacks = new WeakMap<TypeormQueryRunner, Frame[]>()
  const doomed = new WeakSet<TypeormQueryRunner>()

  const pop = (runner: TypeormQueryRunner): { frame: Frame; outer: Frame | undefined } | undefined => {
    const stack = stacks.get(runner)
    const frame = stack?.pop()
    return frame && { frame, outer: stack?.at(-1) }
  }

  const end = (runner: TypeormQueryRunner, frame: Frame, outcome: End): void => {
    const really = doomed.delete(runner) ? 'rolled-back' : outcome
    // Not within TypeORM's own events: the connection is still held there, and an error would be the app's.
    queueMicrotask(() => {
      if (really === 'committed') for (const callback of frame.afterCommit) callback()
      for (const callback of frame.afterEnd) callback(really)
    })
  }

  return {
    opened(runner) {
      const stack = stacks.get(runner)
      const frame: Frame = { afterCommit: [], afterEnd: [] }
      if (stack) stack.push(frame)
      else stacks.set(runner, [frame])
    },
    committed(runner) {
      const popped = pop(runner)
      if (popped?.outer) {
        popped.outer.afterCommit.push(...popped.frame.afterCommit)
        popped.outer.afterEnd.push(...popped.frame.afterEnd)
      } else if (popped) end(runner, popped.frame, 'committed')
    },
    rolledBack(runner) {
      const popped = pop(runner)
      if (popped) end(runner, popped.frame, 'rolled-back')
    },
    innermost: (runner) => runner && stacks.get(runner)?.at(-1),
    awaitsOutermostCommit(runner) {
      const stack = stacks.get(runner)
      return stack?.length === 1 && (stack[0] as Frame).afterCommit.length > 0
    },
    doom: (runner) => void doomed.add(runner),
  }
}
