import type { DaybookEvent } from '../event/daybook-event.ts'
import type { EventSink } from './event-sink.ts'

/** What both `console` and pino have. */
export type LoggerLike = Readonly<Record<LogLevel, (...args: never[]) => void>>

/** The levels that `console` and pino share. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** Where the lines go, how loud, and how long they may be. */
export interface LoggerSinkOptions {
  readonly logger: LoggerLike
  /** Default: `logger`. */
  readonly name?: string
  /** Default: `info`. */
  readonly level?: LogLevel
  /**
   * The longest line, in UTF-16 code units, this length included; `Infinity` for any. Default: 1,024. A longer
   * event is left out, counted, and warned of.
   */
  readonly maxLength?: number
}

/** A sink that writes to a logger and counts what was too long for it. */
export interface LoggerSink extends EventSink {
  /** Events left out because their line was too long. */
  readonly dropped: number
}

/** Writes each event as one line of JSON to a logger. */
export function createLoggerSink({
  logger,
  name = 'logger',
  level = 'info',
  maxLength = 1_024,
}: LoggerSinkOptions): LoggerSink {
  let dropped = 0
  const write = logger as unknown as Record<LogLevel, (line: string) => void>
  return {
    name,
    get dropped() {
      return dropped
    },
    async send(events) {
      for (const event of events) {
        const line = JSON.stringify(event)
        if (line.length <= maxLength) write[level](line)
        else {
          dropped++
          write.warn(
            `daybook: an event of ${line.length} characters is over the limit of ${maxLength}; ${dropped} left out so far`,
          )
        }
      }
    },
  }
}

/** `<action> at <time>`. */
export function summaryOf(event: DaybookEvent): string {
  return `${event.action} at ${event.occurredAt.toISOString()}`
}

/** `<action> by <actor> on <time>`. */
export function summaryWithActor(event: DaybookEvent): string {
  return `${event.action} by ${nameOf(event.actor) ?? 'anonymous'} on ${event.occurredAt.toISOString()}`
}

/** How a reference is shown to people: its name, else `type:id`. */
export function nameOf(reference: DaybookEvent['target']): string | undefined {
  if (reference === null) return undefined
  return reference.name ?? (reference.id === null ? reference.type : `${reference.type}:${reference.id}`)
}
