import { context, trace } from '@opentelemetry/api'
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http'
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs'
import { expect, onTestFinished, test } from 'vitest'
import { createOtelSink } from '../src/otel.ts'
import { httpReceiver } from './http-receiver.ts'
import { sampleEvents } from './sample-events.ts'

interface Otlp {
  readonly resourceLogs: readonly {
    readonly scopeLogs: readonly {
      readonly scope: { readonly name: string }
      readonly logRecords: readonly OtlpRecord[]
    }[]
  }[]
}

interface OtlpRecord {
  readonly timeUnixNano: string
  readonly severityNumber: number
  readonly severityText: string
  readonly eventName: string
  readonly traceId?: string
  readonly spanId?: string
  readonly body: object
  readonly attributes: readonly { readonly key: string; readonly value: object }[]
}

async function setUp() {
  const { url, requests } = await httpReceiver()
  const processor = new BatchLogRecordProcessor({ exporter: new OTLPLogExporter({ url }) })
  const provider = new LoggerProvider({ processors: [processor] })
  onTestFinished(() => provider.shutdown())
  return {
    sink: createOtelSink(provider.getLogger('billing')),
    async received(): Promise<readonly OtlpRecord[]> {
      await provider.forceFlush()
      return requests.flatMap(({ body }) =>
        (JSON.parse(body) as Otlp).resourceLogs.flatMap(({ scopeLogs }) =>
          scopeLogs.flatMap(({ logRecords }) => logRecords),
        ),
      )
    },
  }
}

const attribute = (record: OtlpRecord | undefined, name: string) =>
  record?.attributes.find(({ key }) => key === name)?.value

test('the receiver of the real SDK gets each event with its attributes', async () => {
  const { sink, received } = await setUp()
  const events = sampleEvents(3, (sequence) => ({
    outcome: (['success', 'failure', 'denied'] as const)[sequence] ?? 'success',
    ip: '203.0.113.9',
    statusCode: 403,
    tenant: 'acme',
    data: { amount: 4200, list: [1, 'two', null], nested: { deep: true } },
  }))
  await sink.send(events)
  const records = await received()
  expect(records.map(({ eventName }) => eventName)).toEqual(events.map(({ action }) => action))
  expect(records.map(({ severityNumber, severityText }) => [severityNumber, severityText])).toEqual([
    [9, 'INFO'],
    [17, 'ERROR'],
    [13, 'WARN'],
  ])
  const [record] = records
  expect(record?.timeUnixNano).toBe(`${events[0]?.occurredAt.getTime()}000000`)
  expect(record?.body).toEqual({ stringValue: 'sinks.sampled by Ada on 2026-01-01T00:00:00.000Z' })
  expect(attribute(record, 'log.record.uid')).toEqual({ stringValue: events[0]?.id })
  expect(attribute(record, 'user.id')).toEqual({ stringValue: '7' })
  expect(attribute(record, 'client.address')).toEqual({ stringValue: '203.0.113.9' })
  expect(attribute(record, 'http.response.status_code')).toEqual({ intValue: 403 })
  expect(attribute(record, 'daybook.tenant')).toEqual({ stringValue: 'acme' })
  expect(attribute(record, 'daybook.target.id')).toEqual({ stringValue: '0' })
  expect(attribute(record, 'daybook.reason')).toBeUndefined()
  expect(JSON.stringify(attribute(record, 'daybook.data'))).toContain('"amount"')
})

test('a record belongs to the span of its event, not to the one that is active', async () => {
  const { sink, received } = await setUp()
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
  const spanId = '00f067aa0ba902b7'
  const other = { traceId: 'f'.repeat(32), spanId: 'e'.repeat(16), traceFlags: 1 }
  const events = sampleEvents(2, (sequence) => (sequence === 0 ? { traceId, context: { spanId } } : {}))
  await context.with(trace.setSpanContext(context.active(), other), () => sink.send(events))
  const records = await received()
  expect(records[0]).toMatchObject({ traceId, spanId })
  expect(records[1]?.traceId ?? '').toBe('')
})
