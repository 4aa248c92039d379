import { EventEmitter } from 'node:events'
import type { ServerResponse } from 'node:http'
import { context } from '@daybook/core'

/** How an exchange ended. */
export interface Answer {
  /** The client went away before it had the whole answer. What the status says then is not what it saw. */
  readonly aborted: boolean
  readonly statusCode: number
  /** Since this was asked for. */
  readonly durationMs: number
}

/** Calls `listener` once, when the response has been sent or its client is gone, in the scope of this call. */
export function whenAnswered(response: ServerResponse, listener: (answer: Answer) => void): void {
  const startedAt = performance.now()
  const scope = context.capture()
  // `close` follows `finish`, and comes alone where the client is gone. Added past `emitInScope`, whose work is done here.
  EventEmitter.prototype.on.call(response, 'close', () =>
    scope.run(() =>
      listener({
        aborted: !response.writableFinished,
        statusCode: response.statusCode,
        durationMs: Math.round((performance.now() - startedAt) * 1_000) / 1_000,
      }),
    ),
  )
}
