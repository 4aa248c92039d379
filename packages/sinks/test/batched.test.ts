import { join } from 'node:path'
import { createDaybook, type DaybookEvent } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createFileSink, readEvents } from '../src/file.ts'
import { batched } from '../src/index.ts'
import { createWebhookSink } from '../src/webhook.ts'
import { httpReceiver, type Received } from './http-receiver.ts'
import { sampleEvents } from './sample-events.ts'
import { temporaryFolder } from './temporary-folder.ts'

const secret = Buffer.alloc(32, 7).toString('base64')
const hour = 3_600_000

const idsIn = ({ body }: Received) =>
  (JSON.parse(body) as { data: { events: readonly { id: string }[] } }).data.events.map(({ id }) => id)
const idsOf = (events: readonly DaybookEvent[]) => events.map(({ id }) => id)

function deadLetterIn(path: string) {
  const sink = createFileSink(path)
  onTestFinished(() => sink.close())
  return sink
}

test('row 122: a batch goes when it is full, or when its first event has waited long enough', async () => {
  const { url, requests } = await httpReceiver()
  const sink = batched(createWebhookSink(url, { secret }), { maxEvents: 10, lingerMillis: hour })
  const events = sampleEvents(25)
  const sent = events.map((event) => sink.send([event]))
  await Promise.all(sent.slice(0, 20))
  expect(requests.map((each) => idsIn(each).length)).toEqual([10, 10])
  expect(sink.queued).toBe(5)
  await sink.close()
  await Promise.all(sent)
  expect(requests.flatMap(idsIn)).toEqual(idsOf(events))

  const soon = batched(createWebhookSink(url, { secret }), { lingerMillis: 1 })
  await soon.send(sampleEvents(1))
  expect(requests).toHaveLength(4)
})

test('row 120: only the failing sink is tried again, three times by default; then its batch is a dead letter', async () => {
  const path = join(await temporaryFolder(), 'dead.jsonl')
  const up = await httpReceiver()
  const down = await httpReceiver([500, 500, 500])
  const errors: unknown[] = []
  const daybook = createDaybook({
    store: createMemoryStore(),
    sinks: [
      batched(createWebhookSink(up.url, { secret, name: 'up' }), { lingerMillis: 1 }),
      batched(createWebhookSink(down.url, { secret, name: 'down', tries: 1 }), {
        lingerMillis: 1,
        pauseMillis: 1,
        deadLetter: deadLetterIn(path),
      }),
    ],
    onError: (error) => void errors.push(error),
  })
  const event = await daybook.log('invoice.paid')
  await daybook.flush()
  expect(up.requests).toHaveLength(1)
  expect(down.requests).toHaveLength(3)
  expect(errors).toEqual([])

  // The dead letters, sent again once the receiver is back.
  const again = createWebhookSink(down.url, { secret })
  for await (const dead of readEvents(path)) await again.send([dead])
  expect(idsIn(down.requests[3] as Received)).toEqual([event.id])
})

test('row 120: a refusal is not tried again; without a dead letter the sender hears it', async () => {
  const { url, requests } = await httpReceiver([401])
  const sink = batched(createWebhookSink(url, { secret }), { lingerMillis: 1, pauseMillis: hour })
  await expect(sink.send(sampleEvents(1))).rejects.toMatchObject({ code: 'DAYBOOK_SINK_REFUSED' })
  expect(requests).toHaveLength(1)
})

test('an event that is refused for what it says is singled out', async () => {
  const path = join(await temporaryFolder(), 'dead.jsonl')
  // As a receiver that will not have the sixth of eight answers to them, to each half, and so on.
  const answers = [400, 200, 400, 400, 200, 400, 200]
  const { url, requests } = await httpReceiver(answers)
  const sink = batched(createWebhookSink(url, { secret }), {
    lingerMillis: 1,
    deadLetter: deadLetterIn(path),
  })
  const events = sampleEvents(8)
  await sink.send(events)
  expect(requests).toHaveLength(7)
  const taken = requests.filter((_, index) => answers[index] === 200)
  expect(taken.flatMap(idsIn)).toEqual(idsOf(events.filter((_, index) => index !== 5)))
  const dead: DaybookEvent[] = []
  for await (const event of readEvents(path)) dead.push(event)
  expect(dead).toEqual(events.slice(5, 6))
})

test('row 119: the order stays while a batch is tried again', async () => {
  const { url, requests } = await httpReceiver([503])
  const sink = batched(createWebhookSink(url, { secret, tries: 1 }), { maxEvents: 2, pauseMillis: 1 })
  const events = sampleEvents(6)
  await Promise.all(events.map((event) => sink.send([event])))
  expect(requests.slice(1).flatMap(idsIn)).toEqual(idsOf(events))
})

test('over maxQueued it refuses loudly', async () => {
  const { url, requests } = await httpReceiver()
  const sink = batched(createWebhookSink(url, { secret }), { maxQueued: 3, lingerMillis: hour })
  const first = sink.send(sampleEvents(3))
  await expect(sink.send(sampleEvents(1))).rejects.toMatchObject({
    name: 'OverloadedError',
    code: 'DAYBOOK_SINK_FULL',
  })
  await sink.flush()
  await first
  await vi.waitFor(() => expect(requests).toHaveLength(1))
})
