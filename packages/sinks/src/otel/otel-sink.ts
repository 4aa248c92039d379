import type { EventSink } from '@daybook/core'
import { type LogRecordLike, toLogRecord } from './log-record.ts'

export type { LogRecordLike }

/** What `logs.getLogger(name)` or a `LoggerProvider` of OpenTelemetry gives, as far as it is used. */
export interface LoggerLike {
  emit(record: LogRecordLike): void
}

/** The name of the sink. */
export interface OtelSinkOptions {
  /** Default: `otel`. */
  readonly name?: string
}

/**
 * Emits each event as a log record of OpenTelemetry. `send` resolves when the SDK has them, which is not when they are
 * exported: what its processor drops or cannot export is lost to it. For what must not be lost, use a webhook, NATS or
 * a file behind a relay. The provider is the caller's, who shuts it down.
 */
export function createOtelSink(logger: LoggerLike, { name = 'otel' }: OtelSinkOptions = {}): EventSink {
  return {
    name,
    async send(events) {
      for (const event of events) logger.emit(toLogRecord(event))
    },
  }
}
