import { createDaybook } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { Analytics } from '@segment/analytics-node'
import { expect, test } from 'vitest'
import { createSegmentSink } from '../src/segment.ts'
import { httpReceiver, type Received } from './http-receiver.ts'
import { sampleEvents } from './sample-events.ts'

interface Call {
  readonly messageId: string
  readonly userId: string
  readonly event: string
  readonly properties: object
  readonly context: Readonly<Record<string, unknown>>
}

const batchOf = (request: Received | undefined) =>
  (JSON.parse(request?.body ?? '') as { batch: readonly Call[] }).batch

test("sends what Segment's own library sends for the same call", async () => {
  const { url, requests } = await httpReceiver()
  const host = new URL(url).origin
  const [event] = sampleEvents(1, () => ({
    data: { amount: 4200 },
    ip: '203.0.113.9',
    context: { userAgent: 'curl', path: '/pay' },
  }))
  if (event === undefined) throw new Error('no event')
  await createSegmentSink('key', { host }).send([event])

  const analytics = new Analytics({ writeKey: 'key', host, flushAt: 1 })
  const [mine] = batchOf(requests[0])
  if (mine === undefined) throw new Error('nothing came')
  analytics.track({
    userId: mine.userId,
    event: mine.event,
    messageId: mine.messageId,
    timestamp: event.occurredAt,
    properties: mine.properties,
    context: { ip: '203.0.113.9', userAgent: 'curl', page: { path: '/pay' } },
  })
  await analytics.closeAndFlush()
  expect(requests).toHaveLength(2)
  const [first, second] = requests
  expect(first?.path).toBe(second?.path)
  expect(first?.headers.authorization).toBe(second?.headers.authorization)
  // What names their library is theirs alone.
  const [theirs] = batchOf(second) as [Call & Record<'_metadata' | 'integrations', unknown>]
  const { _metadata, integrations, ...call } = theirs
  const { library, ...context } = call.context
  expect(mine).toMatchObject({ ...call, context })
  expect(Object.keys(mine).sort()).toEqual(Object.keys(call).sort())
})

test('row 117: an event without a user or a name is left out, which is no error', async () => {
  const { url, requests } = await httpReceiver()
  const sink = createSegmentSink('key', { host: url })
  const events = sampleEvents(
    4,
    (sequence) => [{}, { actor: null }, { action: '' }, { data: [1] }][sequence] ?? {},
  )
  await sink.send(events)
  expect(sink.skipped).toBe(2)
  expect(requests).toHaveLength(1)
  expect(batchOf(requests[0]).map(({ messageId }) => messageId)).toEqual([events[0]?.id, events[3]?.id])
  await sink.send(events.slice(1, 3))
  expect(requests).toHaveLength(1)
})

test('row 117: the user, the name and the data of a logged event arrive', async () => {
  const { url, requests } = await httpReceiver()
  const sink = createSegmentSink('key', { host: url })
  const daybook = createDaybook({ store: createMemoryStore(), sinks: [sink] })
  const event = await daybook.log('edx.course.enrolled', {
    actor: { type: 'User', id: 42 },
    data: { course: 'x', password: 'hidden' },
    context: { userAgent: 'curl', referer: 'https://example.com/' },
  })
  await daybook.flush()
  expect(batchOf(requests[0])).toEqual([
    expect.objectContaining({
      type: 'track',
      userId: '42',
      event: 'edx.course.enrolled',
      timestamp: event.occurredAt.toISOString(),
      properties: expect.objectContaining({ course: 'x', password: { $daybook: 'redacted' } }),
      context: expect.objectContaining({ userAgent: 'curl', page: { referrer: 'https://example.com/' } }),
    }),
  ])
})

test('a batch stays under what Segment takes at once', async () => {
  const { url, requests } = await httpReceiver()
  const events = sampleEvents(250, (sequence) => ({ note: sequence < 30 ? 'x'.repeat(30_000) : '' }))
  await createSegmentSink('key', { host: url, userId: () => 'u' }).send(events)
  expect(requests.length).toBeGreaterThan(3)
  for (const { bytes } of requests) expect(bytes.length).toBeLessThan(500_000)
  expect(requests.flatMap(batchOf).map(({ messageId }) => messageId)).toEqual(events.map(({ id }) => id))
})

test('row 120: a failing receiver is tried again, and its refusal is not', async () => {
  const { url, requests } = await httpReceiver([500, 429, 200, 400])
  const sink = createSegmentSink('key', { host: url, pauseMillis: 1 })
  await sink.send(sampleEvents(1))
  expect(requests).toHaveLength(3)
  await expect(sink.send(sampleEvents(1))).rejects.toMatchObject({
    code: 'DAYBOOK_SINK_REFUSED',
    poison: true,
  })
  expect(requests).toHaveLength(4)
})

test('a missing write key is told at once', () => {
  expect(() => createSegmentSink('')).toThrow(expect.objectContaining({ code: 'DAYBOOK_BAD_SECRET' }))
})
