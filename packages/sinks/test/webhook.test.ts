import { randomBytes } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import { createWebhookSink, type WebhookPayload, type WebhookSinkOptions } from '../src/webhook.ts'
import { httpReceiver, type Received } from './http-receiver.ts'
import { sampleEvents } from './sample-events.ts'

const secret = `whsec_${randomBytes(32).toString('base64')}`

function verified({ body, headers }: Received, by = secret): WebhookPayload {
  return new Webhook(by).verify(body, headers as Record<string, string>) as WebhookPayload
}

const quick: WebhookSinkOptions = { secret, pauseMillis: 1, maxPauseMillis: 5 }

test('the receiver verifies what it gets with the library of Standard Webhooks', async () => {
  const { url, requests } = await httpReceiver()
  const sink = createWebhookSink(url, { ...quick, headers: { authorization: 'Bearer x' } })
  const events = sampleEvents(2, () => ({ note: 'Zoë \u{1f600}' }))
  await sink.send(events)
  const [request] = requests
  if (request === undefined) throw new Error('nothing came')
  expect(request).toMatchObject({ method: 'POST', path: '/in' })
  expect(request.headers).toMatchObject({ 'content-type': 'application/json', authorization: 'Bearer x' })
  const payload = verified(request)
  expect(payload).toEqual(
    JSON.parse(
      JSON.stringify({ type: 'daybook.events', timestamp: events[1]?.occurredAt, data: { events } }),
    ),
  )
  expect(() => verified({ ...request, body: request.body.replace('success', 'failure') })).toThrow(
    'signature',
  )
  expect(() => verified(request, `whsec_${randomBytes(32).toString('base64')}`)).toThrow('signature')
})

test('a request is signed with every secret while they change over', async () => {
  const { url, requests } = await httpReceiver()
  const next = randomBytes(24).toString('base64')
  await createWebhookSink(url, { ...quick, secret: [next, secret] }).send(sampleEvents(1))
  const [request] = requests
  if (request === undefined) throw new Error('nothing came')
  expect(verified(request)).toEqual(verified(request, next))
})

test('the same events have the same id, a single one its own; others have another', async () => {
  const { url, requests } = await httpReceiver()
  const sink = createWebhookSink(url, { ...quick, maxEvents: 2 })
  const events = sampleEvents(3)
  await sink.send(events)
  await sink.send(events)
  const ids = requests.map(({ headers }) => headers['webhook-id'])
  expect(ids).toEqual([ids[0], events[2]?.id, ids[0], events[2]?.id])
  expect(ids[0]).toMatch(/^batch_[\w-]{43}$/)
  expect(requests.flatMap((each) => verified(each).data.events.map(({ id }) => id))).toEqual(
    [...events, ...events].map(({ id }) => id),
  )
})

describe('a failing receiver', () => {
  test.each([500, 503, 408, 429])('is tried again after %i, under the same id', async (status) => {
    const { url, requests } = await httpReceiver([status, status])
    await createWebhookSink(url, quick).send(sampleEvents(2))
    expect(requests).toHaveLength(3)
    expect(new Set(requests.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    for (const request of requests) verified(request)
  })

  test('is tried again after a cut connection', async () => {
    const { url, requests } = await httpReceiver([(response) => response.destroy()])
    await createWebhookSink(url, quick).send(sampleEvents(1))
    expect(requests).toHaveLength(2)
  })

  test('is tried again when it does not answer in time', async () => {
    const { url, requests } = await httpReceiver([() => {}])
    await createWebhookSink(url, { ...quick, timeoutMillis: 300 }).send(sampleEvents(1))
    expect(requests.length).toBeGreaterThan(1)
  })

  test('is given the time it asks for with Retry-After', async () => {
    const { url, requests } = await httpReceiver([
      (response) => response.writeHead(503, { 'retry-after': '1' }).end(),
    ])
    const start = performance.now()
    await createWebhookSink(url, { ...quick, maxPauseMillis: 10_000 }).send(sampleEvents(1))
    expect(performance.now() - start).toBeGreaterThan(950)
    expect(requests).toHaveLength(2)
  })

  test('is given up after the tries, with an error that may be tried again', async () => {
    const { url, requests } = await httpReceiver([500, 500, 500])
    const sent = createWebhookSink(url, { ...quick, tries: 3 }).send(sampleEvents(1))
    await expect(sent).rejects.toMatchObject({
      code: 'DAYBOOK_SINK_UNAVAILABLE',
      retryable: true,
      poison: false,
      status: 500,
    })
    expect(requests).toHaveLength(3)
  })

  test.each([
    [400, true],
    [413, true],
    [401, false],
    [404, false],
    [302, false],
  ])('is not tried again after %i', async (status, poison) => {
    const { url, requests } = await httpReceiver([
      (response) => response.writeHead(status, { location: '/elsewhere' }).end(),
    ])
    const sent = createWebhookSink(url, quick).send(sampleEvents(1))
    await expect(sent).rejects.toMatchObject({
      code: 'DAYBOOK_SINK_REFUSED',
      retryable: false,
      poison,
      status,
    })
    expect(requests).toHaveLength(1)
  })

  test('that is not there is told without its URL, which may hold a secret', async () => {
    const sink = createWebhookSink('http://127.0.0.1:9/token-in-path?key=hidden', { ...quick, tries: 1 })
    const error: unknown = await sink.send(sampleEvents(1)).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'DAYBOOK_SINK_UNAVAILABLE', retryable: true })
    expect(String(error)).not.toMatch(/hidden|token/)
  })
})

test('a URL or a secret that cannot work is refused at once, unspoken', () => {
  expect(() => createWebhookSink('ftp://example.com', quick)).toThrow(
    expect.objectContaining({ code: 'DAYBOOK_BAD_URL' }),
  )
  for (const bad of ['', 'whsec_short', 'not base64 at all, but long enough', []])
    expect(() => createWebhookSink('https://example.com', { secret: bad })).toThrow(
      expect.objectContaining({
        code: 'DAYBOOK_BAD_SECRET',
        message: expect.not.stringContaining('not base64 at all'),
      }),
    )
})
