import { toCloudEvent } from '@daybook/core/sinks'
import { type CloudEvent, type CloudEventV1, HTTP } from 'cloudevents'
import { expect, test } from 'vitest'
import { type CloudEventsMode, createCloudEventsSink } from '../src/cloudevents.ts'
import { httpReceiver, type Received } from './http-receiver.ts'
import { sampleEvents } from './sample-events.ts'

const source = '/apps/billing'

/** What the official SDK reads in a request; it throws for one that is not valid. */
function read({ headers, body }: Received): readonly CloudEventV1<unknown>[] {
  const found = HTTP.toEvent({ headers, body }) as CloudEvent<unknown> | CloudEvent<unknown>[]
  return [found].flat().map((event) => {
    event.validate()
    return event.toJSON() as CloudEventV1<unknown>
  })
}

const events = sampleEvents(3, (sequence) => ({
  action: `facture.payée "${sequence}" 100%`,
  target: { type: 'Invoice', id: `Zoë ${sequence} \u{1f600}` },
}))

const expected = JSON.parse(JSON.stringify(events.map((event) => toCloudEvent(event, { source }))))

test.each([
  ['batch', 1, /^application\/cloudevents-batch\+json/],
  ['structured', 3, /^application\/cloudevents\+json/],
  ['binary', 3, /^application\/json$/],
] as const)('the official SDK reads what comes in the mode %s', async (mode, requested, type) => {
  const { url, requests } = await httpReceiver()
  await createCloudEventsSink(url, { source, mode }).send(events)
  expect(requests).toHaveLength(requested)
  for (const { headers } of requests) expect(headers['content-type']).toMatch(type)
  const got = requests.flatMap(read)
  // The SDK leaves percent-encoding to its caller.
  const decoded =
    mode === 'binary'
      ? got.map((each) => ({
          ...each,
          type: decodeURIComponent(each.type),
          subject: decodeURIComponent(each.subject ?? ''),
        }))
      : got
  expect(decoded).toMatchObject(expected)
})

test('a batch is cut at maxEvents, an empty one is not sent', async () => {
  const { url, requests } = await httpReceiver()
  const sink = createCloudEventsSink(url, { source, maxEvents: 2, headers: { authorization: 'Bearer x' } })
  await sink.send(events)
  await sink.send([])
  expect(requests.map((each) => read(each).length)).toEqual([2, 1])
  expect(requests[0]?.headers.authorization).toBe('Bearer x')
})

test('a receiver that fails is tried again, and its refusal told', async () => {
  const { url, requests } = await httpReceiver([503, 200, 400])
  const sink = createCloudEventsSink(url, { source, pauseMillis: 1 })
  await sink.send(events)
  expect(requests).toHaveLength(2)
  await expect(sink.send(events)).rejects.toMatchObject({ code: 'DAYBOOK_SINK_REFUSED', poison: true })
})

test.each(['', 'example.com', 'file:///etc/passwd'])('the URL "%s" is refused', (url) => {
  expect(() => createCloudEventsSink(url, { source, mode: 'batch' satisfies CloudEventsMode })).toThrow(
    expect.objectContaining({ code: 'DAYBOOK_BAD_URL' }),
  )
})
