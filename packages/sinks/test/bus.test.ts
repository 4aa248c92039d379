import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { createDaybook } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { toCloudEvent } from '@daybook/core/sinks'
import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { describe, expect, onTestFinished, test } from 'vitest'
import { serverUrl } from '../../../scripts/test-servers.mjs'
import { createReceiver, type ReceiverOptions } from '../src/bus.ts'
import { createNatsSink } from '../src/nats.ts'
import { sampleEvents } from './sample-events.ts'
import { openSqliteFile } from './sqlite-store.ts'
import { temporaryFolder } from './temporary-folder.ts'

function receiving(
  options: Partial<Pick<ReceiverOptions<never>, 'allow' | 'isEnabled' | 'ownSources'>> = {},
) {
  const store = createMemoryStore()
  const daybook = createDaybook({ store })
  const heard: string[] = []
  daybook.on('eventLogged', ({ action }) => heard.push(action))
  const receive = createReceiver({ store, daybook, allow: ['*'], ...options })
  const stored = async () => (await daybook.find({ order: 'oldest' })).events
  return { receive, stored, heard }
}

describe('row 121: events from a bus', () => {
  const legacy = {
    name: 'edx.bookmark.added',
    timestamp: '2026-11-20T09:14:22.466123+00:00',
    data: '{"course":"x","marks":[1,2]}',
    context: '{"page":"p1"}',
  }

  test('parts that are JSON texts are read, and what is delivered again is stored once', async () => {
    const { receive, stored, heard } = receiving()
    await receive(legacy)
    await receive(JSON.stringify(legacy))
    await receive(new TextEncoder().encode(JSON.stringify(legacy)))
    expect(await stored()).toMatchObject([
      {
        action: 'edx.bookmark.added',
        occurredAt: new Date('2026-11-20T09:14:22.466Z'),
        data: { course: 'x', marks: [1, 2] },
        context: { page: 'p1' },
      },
    ])
    expect(heard).toEqual(['edx.bookmark.added'])
  })

  test.each([
    ['2026-11-20T09:14:22+00:00', '2026-11-20T09:14:22.000Z'],
    ['2026-11-20T09:14:22.5Z', '2026-11-20T09:14:22.500Z'],
    ['2026-11-20T10:14:22.123456+01:00', '2026-11-20T09:14:22.123Z'],
  ])('times with and without fractions: %s', async (timestamp, expected) => {
    const { receive } = receiving()
    expect((await receive({ ...legacy, timestamp }))?.occurredAt.toISOString()).toBe(expected)
  })

  test('a switch and a list decide what is taken', async () => {
    let isEnabled = false
    const { receive, stored } = receiving({ allow: ['edx.bookmark.*'], isEnabled: () => isEnabled })
    expect(await receive(legacy)).toBe(undefined)
    isEnabled = true
    expect(await receive({ ...legacy, name: 'edx.other' })).toBe(undefined)
    expect(await receive(legacy)).toBeDefined()
    expect(await stored()).toHaveLength(1)
    expect(() => createReceiver({ store: createMemoryStore() } as never)).toThrow(
      expect.objectContaining({ code: 'DAYBOOK_BAD_RECEIVER' }),
    )
  })

  test('what an app has published itself is passed over when it comes back', async () => {
    const { receive, stored, heard } = receiving({ ownSources: ['/apps/billing'] })
    const [event] = sampleEvents(1)
    if (event === undefined) throw new Error('no sample')
    expect(await receive(toCloudEvent(event, { source: '/apps/billing' }))).toBe(undefined)
    // Another app's event is stored under its own id, and announced to nobody who would publish it again.
    await receive(toCloudEvent(event, { source: '/apps/shop' }))
    await receive(JSON.stringify(toCloudEvent(event, { source: '/apps/shop' })))
    expect((await stored()).map(({ id }) => id)).toEqual([event.id])
    expect(heard).toEqual([])
  })

  test('a CloudEvent of something else is logged under its type', async () => {
    const { receive, stored } = receiving()
    const foreign = {
      ...{ specversion: '1.0', id: '7', source: '/forge', type: 'push', time: '2026-11-20T09:14:22Z' },
      data: { branch: 'main' },
    }
    await receive(foreign)
    await receive(foreign)
    await receive({ ...foreign, source: '/other' })
    expect((await stored()).map(({ action, context }) => [action, context])).toEqual(
      expect.arrayContaining([
        ['push', { source: '/forge' }],
        ['push', { source: '/other' }],
      ]),
    )
    expect(await stored()).toHaveLength(2)
  })

  test.each(['', 'no JSON', '[1]', '{}', '{"name":"x"}', '{"specversion":"1.0","type":"x"}'])(
    'what is no event is refused: %s',
    async (message) => {
      await expect(receiving().receive(message)).rejects.toMatchObject({ code: 'DAYBOOK_BAD_MESSAGE' })
    },
  )
})

test.skipIf(!serverUrl('nats'))(
  'row 121: events go from one app over NATS into the database of another, as they are',
  async () => {
    const connection = await connect({ servers: serverUrl('nats') ?? '' })
    const manager = await jetstreamManager(connection)
    const prefix = `test_${randomBytes(6).toString('hex')}`
    await manager.streams.add({ name: prefix, subjects: [`${prefix}.>`] })
    await manager.consumers.add(prefix, { durable_name: 'mirror', ack_policy: 'explicit' })
    const database = openSqliteFile(join(await temporaryFolder(), 'mirror.db'))
    onTestFinished(async () => {
      await manager.streams.delete(prefix)
      await connection.close()
      database.close()
    })
    const publisher = createDaybook({
      store: createMemoryStore(),
      sinks: [createNatsSink(jetstream(connection), { subject: prefix })],
    })
    const secret = await publisher.log('user.created', {
      actor: { type: 'User', id: 1, name: 'Ada' },
      data: { password: 'x', n: 1 },
    })
    await publisher.log('page.viewed')
    await publisher.close()
    const receive = createReceiver({ store: database.store, allow: ['user.*'] })
    const consumer = await jetstream(connection).consumers.get(prefix, 'mirror')
    for (let count = 0; count < 2; count++) {
      const message = await consumer.next()
      await receive(message?.data ?? '')
      message?.ack()
    }
    const reader = createDaybook({ store: database.store })
    const { recordedAt, ...mirrored } = (await reader.get(secret.id)) ?? {}
    expect({ ...mirrored, recordedAt: secret.recordedAt }).toEqual(secret)
    expect(await reader.count()).toBe(1)
  },
)
