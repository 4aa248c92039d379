import { pathOf } from '../daybook/request-like.ts'
import type { DaybookEvent } from '../event/daybook-event.ts'
import type { Origin } from '../signals/signals.ts'
import { type LoggerLike, nameOf } from './logger-sink.ts'

/** Where the lines go, and in which order their parts are passed. */
export interface LogMirrorOptions {
  readonly logger: LoggerLike
  /** `pino`: `info(fields, message)`. `console`: `info(message, fields)`. Default: `pino`. */
  readonly style?: 'pino' | 'console'
}

/** What the listener made by {@link createLogMirror} hands to the logger beside the message. */
export interface MirrorFields {
  readonly note: string
  readonly timestamp: string
  readonly user: DaybookEvent['actor']
  readonly relatedObject: DaybookEvent['target']
  readonly request: unknown
}

// A name may hold line breaks; with one in a message, whoever chose the name could forge a line of the log.
const lineBreaking = /[\p{Cc}\p{Zl}\p{Zp}]+/gu

/**
 * A listener for `eventLogged` that repeats each stored event as one line of an application log:
 * `<action> event created`, then where they are there ` for user <name>`, ` connected to <target>` and
 * ` @ <request path>`.
 */
export function createLogMirror({ logger, style = 'pino' }: LogMirrorOptions) {
  const info = (logger as unknown as { info(...args: unknown[]): void }).info.bind(logger)
  return (event: DaybookEvent, origin?: Origin): void => {
    const user = nameOf(event.actor)
    const target = nameOf(event.target)
    const path = pathOf(origin?.request) ?? event.context.path
    const message = [
      `${event.action} event created`,
      ...(user === undefined ? [] : [`for user ${user}`]),
      ...(target === undefined ? [] : [`connected to ${target}`]),
      ...(typeof path === 'string' ? [`@ ${path}`] : []),
    ]
      .join(' ')
      .replaceAll(lineBreaking, ' ')
    const fields: MirrorFields = {
      note: event.note,
      timestamp: event.occurredAt.toISOString(),
      user: event.actor,
      relatedObject: event.target,
      request: origin?.request,
    }
    if (style === 'pino') info(fields, message)
    else info(message, fields)
  }
}
