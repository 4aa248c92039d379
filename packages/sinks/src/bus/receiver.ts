import {
  ConfigurationError,
  createDaybook,
  type DaybookEvent,
  type EventStore,
  matchesAction,
} from '@daybook/core'
import { readMessage } from './bus-message.ts'

/** Where the messages of a bus go, and which. */
export interface ReceiverOptions<Tx> {
  /** Gets the events of other daybooks, whole and under their own ids. */
  readonly store: EventStore<Tx>
  /** Logs what was published by something else, with all that this daybook does. Default: one over `store`. */
  readonly daybook?: { log(action: string, details: object): Promise<DaybookEvent> }
  /** Actions, or patterns such as `invoice.*`: all others are passed over. */
  readonly allow: readonly string[]
  /** Asked at each message; where it answers false, all are passed over. Default: always true. */
  readonly isEnabled?: () => boolean
  /** The `source` of the CloudEvents that this app publishes: its own come back, and are passed over. */
  readonly ownSources?: readonly string[]
}

/**
 * Takes one message, as text, bytes or what `JSON.parse` made of it. Resolves with its event once that is stored, or
 * with undefined where it was passed over: acknowledge the message then.
 *
 * @throws ValidationError `DAYBOOK_BAD_MESSAGE` for what will never be an event: set it aside.
 * @throws StorageError when the store did not take it: have it delivered again.
 */
export type Receive = (message: string | Uint8Array | object) => Promise<DaybookEvent | undefined>

/**
 * The way of events from a bus into a store: events of other daybooks, as the sinks for NATS and CloudEvents publish
 * them, any other CloudEvent, and the `name`, `timestamp`, `data` and `context` of earlier systems. A message that is
 * delivered again is stored once. An event of another daybook is told to no listener and no sink here, so that two
 * apps which hear each other do not go round in circles.
 *
 * @throws ConfigurationError `DAYBOOK_BAD_RECEIVER` without a list of what is allowed.
 */
export function createReceiver<Tx>(options: ReceiverOptions<Tx>): Receive {
  const { store, allow, isEnabled = () => true, ownSources = [] } = options
  if (!Array.isArray(allow) || !allow.every((pattern) => typeof pattern === 'string')) throw notAllowed()
  const daybook = options.daybook ?? createDaybook({ store })

  return async (message) => {
    if (!isEnabled()) return undefined
    const { action, source, content } = readMessage(message)
    const isOwn = source !== undefined && ownSources.includes(source)
    if (isOwn || !allow.some((pattern) => matchesAction(pattern, action))) return undefined
    if ('foreign' in content) {
      const { action: name, ...details } = content.foreign
      return daybook.log(name, { ...details, tx: null })
    }
    await store.append([content.event])
    return content.event
  }
}

function notAllowed(): ConfigurationError {
  return new ConfigurationError({
    code: 'DAYBOOK_BAD_RECEIVER',
    message: 'A receiver needs `allow`, a list of actions or patterns.',
    fix: "Name what is taken from the bus: `allow: ['invoice.*']`.",
  })
}
