import type { DaybookEvent, EventSink, EventStore } from '@daybook/core'
import type { JetStreamClient } from '@nats-io/jetstream'
import type { Logger } from '@opentelemetry/api-logs'
import { describe, expectTypeOf, it } from 'vitest'
import { createCloudEventsSink } from './cloudevents.ts'
import { createFileSink, type FileSink, readEvents } from './file.ts'
import { createNatsSink, type JetStreamLike } from './nats.ts'
import { createOtelSink, type LoggerLike } from './otel.ts'
import { createSegmentSink, type SegmentSink } from './segment.ts'
import { type SpillingStore, spilling } from './spill.ts'
import { createWebhookSink } from './webhook.ts'

declare class Invoice {
  readonly number: number
}
interface Transaction {
  query(sql: string): Promise<unknown>
}
declare const store: EventStore<Transaction, { Invoice: Invoice }>
declare const transaction: Transaction
declare const events: readonly DaybookEvent[]

describe('spilling', () => {
  it('keeps the transaction and the classes of its store', () => {
    expectTypeOf(spilling(store, 'folder')).toEqualTypeOf<SpillingStore<Transaction, { Invoice: Invoice }>>()
    expectTypeOf(spilling(store, 'folder')).toExtend<EventStore<Transaction, { Invoice: Invoice }>>()
    void spilling(store, 'folder').append(events, { tx: transaction })
    // @ts-expect-error a transaction of another store
    void spilling(store, 'folder').append(events, { tx: { commit: () => {} } })
  })

  it('takes only its modes', () => {
    void spilling(store, 'folder', { mode: 'accept', maxBytes: 1 })
    // @ts-expect-error no such mode
    void spilling(store, 'folder', { mode: 'both' })
  })
})

describe('the sinks', () => {
  it('are sinks', () => {
    expectTypeOf(createFileSink('events.jsonl', { every: 'day', keep: 7 })).toEqualTypeOf<FileSink>()
    expectTypeOf(createSegmentSink('key')).toEqualTypeOf<SegmentSink>()
    expectTypeOf<FileSink>().toExtend<EventSink>()
    expectTypeOf(createWebhookSink('https://a.example', { secret: ['a', 'b'] })).toEqualTypeOf<EventSink>()
    expectTypeOf(createCloudEventsSink('https://a.example', { source: '/a' })).toEqualTypeOf<EventSink>()
    expectTypeOf(createNatsSink({} as JetStreamLike)).toEqualTypeOf<EventSink>()
    expectTypeOf(createOtelSink({} as LoggerLike)).toEqualTypeOf<EventSink>()
    expectTypeOf(readEvents('events.jsonl')).toExtend<AsyncIterable<DaybookEvent>>()
  })

  it('take what the libraries give', () => {
    expectTypeOf<JetStreamClient>().toExtend<JetStreamLike>()
    expectTypeOf<Logger>().toExtend<LoggerLike>()
  })

  it('ask for what they cannot do without', () => {
    // @ts-expect-error a webhook is signed
    createWebhookSink('https://a.example', {})
    // @ts-expect-error CloudEvents have a source
    createCloudEventsSink('https://a.example', {})
    // @ts-expect-error no such period
    createFileSink('events.jsonl', { every: 'week' })
  })
})
