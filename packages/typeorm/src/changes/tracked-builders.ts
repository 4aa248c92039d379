import { replaceMethod } from '@daybook/sql'
import type { LiveDataSource } from '../store/live-data-source.ts'
import { isWrite, type OnWrite, type WriteBuilder, type WriteResult } from './write-builder.ts'

type Method = (...args: unknown[]) => unknown

interface Builder extends WriteBuilder {
  execute(): Promise<WriteResult>
}

// What gives a builder out of a builder.
const steps = [
  'select',
  'insert',
  'update',
  'delete',
  'softDelete',
  'restore',
  'relation',
  'clone',
  'createQueryBuilder',
]

/**
 * Calls `onWrite` in place of `execute` for every query builder of one DataSource: those of the app, of repositories
 * and managers, of relations, and of `save()`. Other DataSources keep TypeORM's own builders, whose classes are not
 * touched. The answer ends it.
 */
export function trackBuilders(dataSource: LiveDataSource, onWrite: OnWrite): () => void {
  let stopped = false
  const prototypes = new Map<object, object>()
  const ours = new WeakSet<object>()

  const track = <B>(builder: B): B => {
    const prototype = Object.getPrototypeOf(builder) as Record<string, Method>
    if (stopped || ours.has(prototype)) return builder
    const tracked = prototypes.get(prototype) ?? derive(prototype)
    prototypes.set(prototype, tracked)
    return Object.setPrototypeOf(builder, tracked) as B
  }

  const derive = (prototype: Record<string, Method>): object => {
    const tracked = Object.create(prototype) as Record<string, Method>
    ours.add(tracked)
    for (const step of steps) {
      const original = prototype[step]
      if (original)
        tracked[step] = function (this: unknown, ...args) {
          return track(original.apply(this, args))
        }
    }
    const { execute } = prototype as unknown as Builder
    tracked.execute = function (this: unknown) {
      const builder = this as Builder
      const run = () => execute.call(builder)
      return stopped || !isWrite(builder.expressionMap) ? run() : onWrite(builder, run)
    }
    return tracked
  }

  const restore = replaceMethod(
    dataSource as unknown as Record<'createQueryBuilder', Method>,
    'createQueryBuilder',
    (original) =>
      function (this: unknown, ...args) {
        return track(original.apply(this, args))
      },
  )
  return () => {
    stopped = true
    restore()
  }
}
