import { ConfigurationError, type DaybookEvent, type EventSink } from '@daybook/core'
import { httpUrl } from '../http/http-url.ts'
import { type PostOptions, post } from '../http/post.ts'
import { toTrackCall } from './track-call.ts'

/** Where a source of Segment is, and who the user of an event is. */
export interface SegmentSinkOptions extends PostOptions {
  /** Default: `segment`. */
  readonly name?: string
  /** Of another region, or a proxy of your own. Default: `https://api.segment.io`. */
  readonly host?: string | URL
  /** Who did it, for Segment; nobody leaves the event out. Default: the id of its actor. */
  readonly userId?: (event: DaybookEvent) => string | null | undefined
}

/** A sink that knows how many events were none of Segment's business. */
export interface SegmentSink extends EventSink {
  /** Events left out because they had no user or no name. */
  readonly skipped: number
}

/** What Segment takes in one request is 500 KB. */
const maxBytes = 400 * 1024
const maxCalls = 100

/**
 * Sends each event as a `track` call to the HTTP API of Segment; only a 2xx answer counts. Its `messageId` is the id
 * of the event, by which Segment drops what is sent again. An event without a user or a name is left out: that is no
 * error.
 *
 * @throws ConfigurationError `DAYBOOK_BAD_SECRET` for an empty write key, `DAYBOOK_BAD_URL` for a wrong host.
 */
export function createSegmentSink(writeKey: string, options: SegmentSinkOptions = {}): SegmentSink {
  const { name = 'segment', host = 'https://api.segment.io', userId = ({ actor }) => actor?.id } = options
  const receiver = new URL('/v1/batch', httpUrl(host))
  if (typeof writeKey !== 'string' || writeKey === '') throw noWriteKey()
  const headers = {
    'content-type': 'application/json',
    authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`,
  }
  let skipped = 0

  /** The JSON of the call, unless Segment could do nothing with it. */
  const callOf = (event: DaybookEvent): readonly string[] => {
    const user = userId(event)
    if (user && event.action) return [JSON.stringify(toTrackCall(event, user))]
    skipped++
    return []
  }

  return {
    name,
    get skipped() {
      return skipped
    },
    async send(events) {
      for (const calls of inRequests(events.flatMap(callOf))) {
        const batch = calls.join(',')
        await post(
          receiver,
          () => ({ headers, body: `{"batch":[${batch}],"sentAt":${JSON.stringify(new Date())}}` }),
          options,
        )
      }
    },
  }
}

/** As few requests as can take the calls, in their order. */
function inRequests(calls: readonly string[]): readonly (readonly string[])[] {
  const requests: string[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const call of calls) {
    const length = Buffer.byteLength(call) + 1
    const current = requests.at(-1)
    if (current !== undefined && current.length < maxCalls && bytes + length <= maxBytes) {
      current.push(call)
      bytes += length
    } else {
      requests.push([call])
      bytes = length
    }
  }
  return requests
}

function noWriteKey(): ConfigurationError {
  return new ConfigurationError({
    code: 'DAYBOOK_BAD_SECRET',
    message: 'A Segment sink needs the write key of a source.',
    fix: 'Copy it from the settings of the source.',
  })
}
