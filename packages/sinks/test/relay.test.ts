import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createDaybook, type DaybookEvent } from '@daybook/core'
import { createMemoryStore, withMemoryFeed } from '@daybook/core/memory'
import { createRelay } from '@daybook/core/relay'
import { expect, onTestFinished, test } from 'vitest'
import { createWebhookSink } from '../src/webhook.ts'
import { httpReceiver } from './http-receiver.ts'

const secret = Buffer.alloc(32, 7).toString('base64')

/** A receiver that will not have events of one action until it is mended, and is down for its first requests. */
async function pickyReceiver(action: string, downFor: number) {
  const taken: string[] = []
  let isMended = false
  let requests = 0
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { data } = JSON.parse(Buffer.concat(chunks).toString()) as {
      data: { events: readonly DaybookEvent[] }
    }
    const isDown = requests++ < downFor
    const isRefused = !isMended && data.events.some((event) => event.action === action)
    if (!isDown && !isRefused) taken.push(...data.events.map(({ id }) => id))
    response.writeHead(isDown ? 503 : isRefused ? 422 : 200).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken,
    mend: () => {
      isMended = true
    },
  }
}

test('rows 119 to 122: a relay tries the failing sink alone, singles out what it refuses, and can replay it', async () => {
  const picky = await pickyReceiver('bad', 2)
  const { url, requests } = await httpReceiver()
  const store = withMemoryFeed(createMemoryStore())
  const daybook = createDaybook({ store })
  const relay = createRelay({
    store,
    sinks: [
      createWebhookSink(picky.url, { name: 'picky', secret, tries: 1 }),
      createWebhookSink(url, { name: 'good', secret }),
    ],
    retry: { pauseMillis: 1 },
    onError: () => {},
  })
  onTestFinished(() => relay.close())
  const events: DaybookEvent[] = []
  for (const action of ['a', 'b', 'bad', 'c', 'd']) events.push(await daybook.log(action))

  expect(await relay.drain()).toEqual({ picky: { sent: 4, buried: 1 }, good: { sent: 5, buried: 0 } })
  const good = events.filter(({ action }) => action !== 'bad').map(({ id }) => id)
  expect(picky.taken).toEqual(good)
  expect(requests).toHaveLength(1)
  const [letter] = await relay.deadLetters('picky')
  expect(letter).toMatchObject({ event: { action: 'bad' }, reason: expect.stringContaining('422') })

  picky.mend()
  expect(await relay.replay('picky')).toBe(1)
  expect(picky.taken).toEqual([...good, events[2]?.id])
  expect(await relay.deadLetters('picky')).toEqual([])
})
