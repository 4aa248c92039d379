import type { ServerResponse } from 'node:http'
import { context } from '@daybook/core'

/** How an exchange ended. */
export interface Answer {
  /** The client went away before it had the whole answer. What the status says then is not what it saw. */
  readonly aborted: boolean
  readonly statusCode: number
  /** Since this was asked for, or since the moment that was given. */
  readonly durationMs: number
}

/**
 * Calls `listener` once, when the response has been sent or its client is gone, in the scope of this call.
 *
 * @param startedAt on the clock of `performance.now()`; default: now
 */
export function whenAnswered(
  response: ServerResponse,
  listener: (answer: Answer) => void,
  startedAt = performance.now(),
): void {
  const scope = context.capture()
  // `close` follows `finish`, and comes alone where the client is gone.
  response.on('close', () =>
    scope.run(() =>
      listener({
        aborted: !response.writableFinished,
        statusCode: response.statusCode,
        durationMs: Math.round((performance.now() - startedAt) * 1_000) / 1_000,
      }),
    ),
  )
}
