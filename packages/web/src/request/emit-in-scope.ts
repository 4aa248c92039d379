import type { EventEmitter } from 'node:events'
import { IncomingMessage, ServerResponse } from 'node:http'
import { type CapturedScope, context } from '@daybook/core'

const key = Symbol.for('daybook.listeners')

type Watched = EventEmitter & { [key]?: Watch | undefined }

/** What is known of the listeners of one emitter. */
interface Watch {
  readonly scope: CapturedScope
  /** How many hear of its end who were there before, such as Node itself. */
  readonly before: number
}

/**
 * Runs `work`, and lets the listeners of `emitters` run in the scope of this call, wherever the event comes from. A
 * socket that closes, or a body that arrives, is announced outside of every request's scope: without this a
 * `res.on('close')` listener would log events that nobody did.
 *
 * An event that is emitted by `work` itself, or by what it started, stays in the scope it was emitted in. So does the
 * end of a request (`end`) or of a response (`finish`) that only those hear who did before this call.
 */
export function emitInScope<T>(emitters: readonly EventEmitter[], work: () => T): T {
  const scope = context.capture()
  for (const emitter of emitters) watch(emitter, scope)
  return work()
}

function watch(emitter: Watched, scope: CapturedScope): void {
  watchEmit(watchedObject(emitter))
  emitter[key] = { scope, before: emitter[key]?.before ?? emitter.listenerCount(endOf(emitter)) }
}

/** Every request ends, and mostly Node alone listens: a scope is entered for somebody. */
function endOf(emitter: EventEmitter): string {
  return emitter instanceof ServerResponse ? 'finish' : 'end'
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
      const watch = this[key]
      if (watch === undefined || !isHeard(this, event[0], watch) || watch.scope.isAround())
        return emit.apply(this, event)
      return watch.scope.run(() => emit.apply(this, event))
    },
  })
}

/** Most events of a request are heard by nobody, or by those alone who were there before. */
function isHeard(emitter: Watched, name: string | symbol, { before }: Watch): boolean {
  const count = emitter.listenerCount(name)
  return count > (name === 'end' || name === 'finish' ? before : 0)
}
