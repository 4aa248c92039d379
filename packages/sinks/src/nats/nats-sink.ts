import { ConfigurationError, type DaybookEvent, type EventSink } from '@daybook/core'
import { SinkError } from '../delivery/sink-error.ts'
import { subjectToken } from './subject-token.ts'

/** What `jetstream(connection)` of `@nats-io/jetstream` gives, as far as it is used. */
export interface JetStreamLike {
  publish(
    subject: string,
    payload: string,
    options: { readonly msgID: string; readonly timeout: number },
  ): Promise<{ readonly duplicate: boolean }>
}

/** Which subject an event is published on. */
export type SubjectOf = (event: DaybookEvent) => string

/** Where events are published, and how long the server may take. */
export interface NatsSinkOptions {
  /** Default: `nats`. */
  readonly name?: string
  /** The first tokens of the subject, before the action; or the whole subject, by event. Default: `daybook`. */
  readonly subject?: string | SubjectOf
  /** How long the server may take to say that it has one event. Default: 5,000. */
  readonly timeoutMillis?: number
}

/**
 * Publishes each event as JSON to a JetStream stream and waits until the server has it. `Nats-Msg-Id` is the id of the
 * event: what is sent again within the `duplicate_window` of the stream is there once. The events of one tenant go one
 * after the other, so that their order stays. The connection is the caller's, who closes it.
 *
 * @throws ConfigurationError `DAYBOOK_BAD_SUBJECT` for a subject with wildcards or blanks.
 */
export function createNatsSink(jetstream: JetStreamLike, options: NatsSinkOptions = {}): EventSink {
  const { name = 'nats', subject = 'daybook', timeoutMillis: timeout = 5_000 } = options
  const subjectOf = typeof subject === 'function' ? subject : subjectUnder(subject)

  const publish = async (event: DaybookEvent): Promise<void> => {
    try {
      await jetstream.publish(subjectOf(event), JSON.stringify(event), { msgID: event.id, timeout })
    } catch (cause) {
      throw notPublished(cause)
    }
  }

  const publishInTurn = async (events: readonly DaybookEvent[]): Promise<void> => {
    for (const event of events) await publish(event)
  }

  return {
    name,
    async send(events) {
      const lanes = Map.groupBy(events, ({ tenant }) => tenant)
      const done = await Promise.allSettled([...lanes.values()].map(publishInTurn))
      for (const lane of done) if (lane.status === 'rejected') throw lane.reason
    },
  }
}

function subjectUnder(prefix: string): SubjectOf {
  if (/^[^\s.*>]+(\.[^\s.*>]+)*$/.test(prefix)) return ({ action }) => `${prefix}.${subjectToken(action)}`
  throw new ConfigurationError({
    code: 'DAYBOOK_BAD_SUBJECT',
    message: 'The subject of a NATS sink has wildcards, blanks or empty tokens.',
    fix: 'Pass tokens with dots between them, such as `audit.billing`.',
  })
}

function notPublished(cause: unknown): SinkError {
  // The client refuses what is over the server's `max_payload` before it sends anything.
  if (cause instanceof Error && cause.name === 'InvalidArgumentError')
    return new SinkError({
      code: 'DAYBOOK_SINK_REFUSED',
      message: 'An event is too large for the NATS server.',
      fix: "Raise the server's `max_payload`, or make the event smaller with a processor before this sink.",
      poison: true,
      cause,
    })
  return new SinkError({
    code: 'DAYBOOK_SINK_UNAVAILABLE',
    message: 'The NATS server did not confirm an event.',
    fix: 'See that a stream listens to its subject; the `cause` is what the client says.',
    retryable: true,
    cause,
  })
}
