import { AsyncLocalStorage } from 'node:async_hooks'
import type { EventEmitter } from 'node:events'

const servedBy = new AsyncLocalStorage<object>()

/**
 * Runs `work`, and lets the listeners of `emitters` run in the scope that holds inside it, wherever the event
 * comes from. A socket that closes, or a body that arrives, is announced outside of every request's scope: without
 * this a `res.on('close')` listener would log events that nobody did.
 *
 * An event that is emitted by `work` itself, or by what it started, stays in the scope it was emitted in.
 */
export function emitInScope<T>(emitters: readonly EventEmitter[], work: () => T): T {
  const owner = {}
  return servedBy.run(owner, () => {
    const inScope = AsyncLocalStorage.snapshot()
    for (const emitter of emitters) {
      const emit = emitter.emit.bind(emitter)
      emitter.emit = (...event: Parameters<typeof emit>) =>
        servedBy.getStore() === owner ? emit(...event) : inScope(emit, ...event)
    }
    return work()
  })
}
