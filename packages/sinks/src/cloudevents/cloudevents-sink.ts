import type { DaybookEvent, EventSink } from '@daybook/core'
import { type CloudEvent, toCloudEvent } from '@daybook/core/sinks'
import { httpUrl } from '../http/http-url.ts'
import { type Post, type PostOptions, post } from '../http/post.ts'
import { slices } from '../http/slices.ts'

/** How events travel in a request of the HTTP binding of CloudEvents. */
export type CloudEventsMode = 'batch' | 'structured' | 'binary'

/** To whom, as what, and how much at a time. */
export interface CloudEventsSinkOptions extends PostOptions {
  /** The app, as a URI reference: `/apps/billing`. */
  readonly source: string
  /** Default: `cloudevents`. */
  readonly name?: string
  /**
   * `batch`: several events in one request. `structured` and `binary`: one each, whole in the body, or its attributes
   * in `ce-` headers. Default: `batch`.
   */
  readonly mode?: CloudEventsMode
  /** Headers beside those of CloudEvents: an `authorization`, for example. */
  readonly headers?: Readonly<Record<string, string>>
  /** The most events of one request of the mode `batch`. Default: 100. */
  readonly maxEvents?: number
}

/**
 * Posts events as CloudEvents 1.0 over HTTP, in order; only a 2xx answer counts. `source` and `id` are the same when
 * an event is sent again, which is how a receiver tells.
 *
 * @throws ConfigurationError `DAYBOOK_BAD_URL`.
 */
export function createCloudEventsSink(url: string | URL, options: CloudEventsSinkOptions): EventSink {
  const { name = 'cloudevents', source, mode = 'batch', headers = {}, maxEvents = 100 } = options
  const receiver = httpUrl(url)
  return {
    name,
    async send(events) {
      for (const some of slices(events, mode === 'batch' ? maxEvents : 1)) {
        const request = requests[mode](some.map((event: DaybookEvent) => toCloudEvent(event, { source })))
        const whole = { ...request, headers: { ...headers, ...request.headers } }
        await post(receiver, () => whole, options)
      }
    },
  }
}

type ToRequest = (events: readonly CloudEvent[]) => Post

const requests: Readonly<Record<CloudEventsMode, ToRequest>> = {
  batch: (events) => ({
    headers: { 'content-type': 'application/cloudevents-batch+json; charset=utf-8' },
    body: JSON.stringify(events),
  }),
  structured: ([event]) => ({
    headers: { 'content-type': 'application/cloudevents+json; charset=utf-8' },
    body: JSON.stringify(event),
  }),
  binary: ([event]) => {
    const { data, datacontenttype, ...attributes } = event as CloudEvent
    const headers = Object.entries(attributes).map(
      ([key, value]) => [`ce-${key}`, headerValue(value)] as const,
    )
    return {
      headers: { ...Object.fromEntries(headers), 'content-type': datacontenttype },
      body: JSON.stringify(data),
    }
  },
}

/** Section 3.1.3.2 of the HTTP binding: all but printable ASCII is percent-encoded, and so are `"` and `%`. */
function headerValue(value: string): string {
  return value.replaceAll(/[^\u0021\u0023\u0024\u0026-\u007e]+/gu, encodeURIComponent)
}
