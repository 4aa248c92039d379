import type { EventEmitter } from 'node:events'
import { IncomingMessage, ServerResponse } from 'node:http'
import { type CapturedScope, context } from '@daybook/core'

const key = Symbol.for('daybook.listeners')

type Watched = EventEmitter & { [key]?: CapturedScope | undefined }

/**
 * Runs `work`, and lets the listeners of `emitters` run in the scope of this call, wherever the event comes from. A
 * socket that closes, or a body that arrives, is announced outside of every request's scope: without this a
 * `res.on('close')` listener would log events that nobody did.
 *
 * An event that is emitted by `work` itself, or by what it started, stays in the scope it was emitted in.
 */
export function emitInScope<T>(emitters: readonly EventEmitter[], work: () => T): T {
  const scope = context.capture()
  for (const emitter of emitters) watch(emitter, scope)
  return work()
}

function watch(emitter: Watched, scope: CapturedScope): void {
  watchEmit(watchedObject(emitter))
  emitter[key] = scope
}

/** Methods on each request cost more than all the rest: they go where requests have theirs from. */
function watchedObject(emitter: EventEmitter): EventEmitter {
  if (emitter instanceof IncomingMessage) return IncomingMessage.prototype
  return emitter instanceof ServerResponse ? ServerResponse.prototype : emitter
}

function watchEmit(target: Watched): void {
  if (Object.hasOwn(target, key)) return
  target[key] = undefined
  const { emit } = target
  Object.defineProperty(target, 'emit', {
    configurable: true,
    writable: true,
    value(this: Watched, ...event: Parameters<typeof emit>) {
      const scope = this[key]
      // Most events of a request are heard by nobody.
      if (scope === undefined || this.listenerCount(event[0]) === 0 || scope.isAround())
        return emit.apply(this, event)
      return scope.run(() => emit.apply(this, event))
    },
  })
}
