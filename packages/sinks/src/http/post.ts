import { setTimeout as sleep } from 'node:timers/promises'
import pRetry from 'p-retry'
import { SinkError } from '../delivery/sink-error.ts'

/** How a request is tried again. Behind a relay, which has tries and pauses of its own, `tries: 1` is enough. */
export interface PostOptions {
  /** How often a request is tried that may succeed later. Default: 5. */
  readonly tries?: number
  /** The pause before the second try, in milliseconds; doubled for each further one, and drawn by chance. Default: 500. */
  readonly pauseMillis?: number
  /** What that pause grows to, and how long a receiver's `Retry-After` is heeded at most. Default: 30,000. */
  readonly maxPauseMillis?: number
  /** How long the receiver may take to answer one try. Default: 10,000. */
  readonly timeoutMillis?: number
}

/** What is posted. Made anew for each try, because a signature holds its time. */
export interface Post {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

// 408 and 429 ask for another try; the others of 400 to 499 would be refused again.
const passing = new Set([408, 429])
// What only the content of the request can have caused.
const contentRefused = new Set([400, 413, 415, 422])

/**
 * Posts until the receiver answers 2xx. Rejects with a {@link SinkError} when it does not, within the tries. Redirects
 * are not followed: what was signed for one receiver is not for another.
 */
export async function post(receiver: URL, make: () => Post, options: PostOptions = {}): Promise<void> {
  const { tries = 5, pauseMillis = 500, maxPauseMillis = 30_000, timeoutMillis = 10_000 } = options
  await pRetry(
    async () => {
      const response = await answer(receiver, make(), timeoutMillis)
      // A body that is not read keeps its connection.
      await response.body?.cancel()
      if (response.ok) return
      const error = refused(response.status)
      if (error.retryable) await sleep(Math.min(retryAfterMillis(response), maxPauseMillis))
      throw error
    },
    {
      retries: tries - 1,
      minTimeout: pauseMillis,
      maxTimeout: maxPauseMillis,
      randomize: true,
      shouldRetry: ({ error }) => error instanceof SinkError && error.retryable,
    },
  )
}

async function answer(receiver: URL, { headers, body }: Post, timeoutMillis: number): Promise<Response> {
  try {
    const signal = AbortSignal.timeout(timeoutMillis)
    return await fetch(receiver, { method: 'POST', redirect: 'manual', headers, body, signal })
  } catch (cause) {
    throw new SinkError({
      code: 'DAYBOOK_SINK_UNAVAILABLE',
      message: `The receiver at ${receiver.host} did not answer.`,
      fix: 'The `cause` says why; it may have taken the events all the same.',
      retryable: true,
      cause,
    })
  }
}

function refused(status: number): SinkError {
  const retryable = status >= 500 || passing.has(status)
  if (retryable)
    return new SinkError({
      code: 'DAYBOOK_SINK_UNAVAILABLE',
      message: `The receiver answered ${status}.`,
      fix: 'Try again later.',
      retryable,
      status,
    })
  return new SinkError({
    code: 'DAYBOOK_SINK_REFUSED',
    message: `The receiver answered ${status}: it will not take this request.`,
    fix: 'Look at the address, the credentials and what the receiver expects.',
    poison: contentRefused.has(status),
    status,
  })
}

/** What the receiver asks to wait: seconds or a date. */
function retryAfterMillis({ headers }: Response): number {
  const asked = headers.get('retry-after')
  if (asked === null) return 0
  const millis = /^\d+$/.test(asked) ? Number(asked) * 1_000 : Date.parse(asked) - Date.now()
  return Math.max(0, millis || 0)
}
