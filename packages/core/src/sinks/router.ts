import { createNormalising, resealEvent } from '../daybook/build-event.ts'
import { ConfigurationError } from '../errors/daybook-error.ts'
import { copyEvent } from '../event/copy-event.ts'
import type { DaybookEvent } from '../event/daybook-event.ts'
import { dropEvent, type Processor, processEvent } from '../processors/processor.ts'
import type { EventSink } from './event-sink.ts'

/** The processors of a router, and the sinks behind them. */
export interface RouterOptions {
  /** Default: `router`. */
  readonly name?: string
  /** Run in order, before any sink. */
  readonly processors?: readonly Processor[]
  /** Each gets every event that passes, in ascending order of their names. */
  readonly sinks?: readonly EventSink[]
  /** Hears what a processor or a sink threw. Default: one line on standard error each. */
  readonly onError?: (error: unknown) => void
}

/** Processors and the sinks behind them. A sink itself, so routers nest to any depth. */
export interface Router extends EventSink {
  /** Adds a sink behind all that are there. */
  add(sink: EventSink): void
  close(): Promise<void>
}

/**
 * A router. A sink that fails is reported and stops neither the others nor the sender, so `send` never rejects;
 * nor does an event that a processor drops reach any sink of this router.
 *
 * @throws ConfigurationError `DAYBOOK_BAD_SINK` for a sink without `send`.
 */
export function createRouter(options: RouterOptions = {}): Router {
  const { name = 'router', processors = [], onError = (error) => console.error('[daybook]', error) } = options
  const sinks = (options.sinks ?? [])
    .map(checked)
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))

  const normalising = createNormalising({})

  const passing = (event: DaybookEvent): readonly DaybookEvent[] => {
    try {
      const processed = processEvent(event, processors, onError)
      return processed === dropEvent ? [] : [resealEvent(event, processed, normalising)]
    } catch (error) {
      onError(error)
      return []
    }
  }

  const each = (work: (sink: EventSink) => Promise<void> | undefined) =>
    Promise.all(sinks.map(async (sink) => work(sink)).map((done) => done.catch(onError)))

  return {
    name,
    async send(events) {
      const passed = events.flatMap(passing)
      // Each sink gets copies: what one does to its own, no other sees.
      if (passed.length > 0) await each((sink) => sink.send(passed.map(copyEvent)))
    },
    add: (sink) => void sinks.push(checked(sink)),
    close: async () => void (await each((sink) => sink.close?.())),
  }
}

function checked(sink: EventSink): EventSink {
  if (typeof sink?.send === 'function' && typeof sink.name === 'string') return sink
  const what = (sink as object | null | undefined)?.constructor?.name ?? String(sink)
  throw new ConfigurationError({
    code: 'DAYBOOK_BAD_SINK',
    message: `${what} is no sink: it has no \`name\` and \`send(events)\`.`,
    fix: 'Pass an object with both.',
  })
}
