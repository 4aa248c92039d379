import { createHash } from 'node:crypto'
import type { DaybookEvent, EventSink } from '@daybook/core'
import { httpUrl } from '../http/http-url.ts'
import { type PostOptions, post } from '../http/post.ts'
import { slices } from '../http/slices.ts'
import { createSignature } from './signature.ts'

/** What a webhook gets, as JSON. */
export interface WebhookPayload {
  readonly type: 'daybook.events'
  /** When the last of the events happened. */
  readonly timestamp: string
  readonly data: { readonly events: readonly DaybookEvent[] }
}

/** To whom, and how much at a time. */
export interface WebhookSinkOptions extends PostOptions {
  /** Default: `webhook`. */
  readonly name?: string
  /**
   * What the receiver verifies with: 24 to 64 bytes in base64, `whsec_` in front or not. Several, the new one first,
   * while the receiver changes over: a request is signed with each.
   */
  readonly secret: string | readonly string[]
  /** Headers beside those of the signature. */
  readonly headers?: Readonly<Record<string, string>>
  /** The most events of one request. Default: 100. */
  readonly maxEvents?: number
}

/**
 * Posts events as JSON, in order, signed as Standard Webhooks (standardwebhooks.com) says; only a 2xx answer counts.
 * The same events sent again have the same `webhook-id`, so that a receiver can tell.
 *
 * @throws ConfigurationError `DAYBOOK_BAD_URL` or `DAYBOOK_BAD_SECRET`.
 */
export function createWebhookSink(url: string | URL, options: WebhookSinkOptions): EventSink {
  const { name = 'webhook', secret, headers = {}, maxEvents = 100 } = options
  const receiver = httpUrl(url)
  const sign = createSignature(typeof secret === 'string' ? [secret] : secret)

  const postEvents = (events: readonly DaybookEvent[]): Promise<void> => {
    const id = messageId(events)
    const body = JSON.stringify(toPayload(events))
    return post(
      receiver,
      () => {
        const seconds = Math.floor(Date.now() / 1_000)
        return {
          headers: {
            ...headers,
            'content-type': 'application/json',
            'webhook-id': id,
            'webhook-timestamp': String(seconds),
            'webhook-signature': sign(id, seconds, body),
          },
          body,
        }
      },
      options,
    )
  }

  return {
    name,
    async send(events) {
      for (const some of slices(events, maxEvents)) await postEvents(some)
    },
  }
}

function toPayload(events: readonly DaybookEvent[]): WebhookPayload {
  return {
    type: 'daybook.events',
    timestamp: (events.at(-1)?.occurredAt ?? new Date()).toISOString(),
    data: { events },
  }
}

/** One event's own id; of several, what is the same for the same ones. */
function messageId(events: readonly DaybookEvent[]): string {
  const [first, ...others] = events.map(({ id }) => id)
  if (first !== undefined && others.length === 0) return first
  return `batch_${createHash('sha256')
    .update([first, ...others].join('\n'))
    .digest('base64url')}`
}
