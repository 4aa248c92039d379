import { randomBytes } from 'node:crypto'
import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { describe, expect, onTestFinished, test } from 'vitest'
import { serverUrl } from '../../../scripts/test-servers.mjs'
import { createNatsSink } from '../src/nats.ts'
import { sampleEvents } from './sample-events.ts'

describe.skipIf(!serverUrl('nats'))('on NATS JetStream', () => {
  async function setUp() {
    const connection = await connect({ servers: serverUrl('nats') ?? '' })
    const manager = await jetstreamManager(connection)
    const prefix = `test_${randomBytes(6).toString('hex')}`
    await manager.streams.add({ name: prefix, subjects: [`${prefix}.>`], duplicate_window: 60_000_000_000 })
    onTestFinished(async () => {
      await manager.streams.delete(prefix)
      await connection.close()
    })
    const messages = async () => {
      const { state } = await manager.streams.info(prefix)
      const all = Array.from({ length: state.messages }, (_, index) =>
        manager.streams.getMessage(prefix, { seq: state.first_seq + index }),
      )
      return Promise.all(all)
    }
    return { jetstream: jetstream(connection), prefix, messages }
  }

  test('every event is in the stream, in order, once, however often it is sent', async () => {
    const { jetstream, prefix, messages } = await setUp()
    const sink = createNatsSink(jetstream, { subject: prefix })
    const events = sampleEvents(200, (sequence) => ({ action: `kind ${sequence % 3}.done` }))
    await sink.send(events)
    await sink.send(events)
    const found = await messages()
    expect(found.map((message) => message?.json())).toEqual(JSON.parse(JSON.stringify(events)))
    expect(found.slice(0, 3).map((message) => message?.subject)).toEqual(
      [0, 1, 2].map((kind) => `${prefix}.kind_${kind}.done`),
    )
    expect(found.map((message) => message?.header.get('Nats-Msg-Id'))).toEqual(events.map(({ id }) => id))
  })

  test('the events of each tenant stay in order', async () => {
    const { jetstream, prefix, messages } = await setUp()
    const events = sampleEvents(90, (sequence) => ({ tenant: ['a', 'b', null][sequence % 3] ?? null }))
    await createNatsSink(jetstream, { subject: ({ tenant }) => `${prefix}.${tenant ?? 'none'}` }).send(events)
    const found = await messages()
    for (const tenant of ['a', 'b', null])
      expect(
        found
          .map((message) => message?.json<{ id: string; tenant: string | null }>())
          .filter((event) => event?.tenant === tenant)
          .map((event) => event?.id),
      ).toEqual(events.filter((event) => event.tenant === tenant).map(({ id }) => id))
  })

  test('a subject that no stream listens to is told', async () => {
    const { jetstream } = await setUp()
    const sink = createNatsSink(jetstream, {
      subject: `nobody_${randomBytes(6).toString('hex')}`,
      timeoutMillis: 2_000,
    })
    await expect(sink.send(sampleEvents(2))).rejects.toMatchObject({
      name: 'SinkError',
      code: 'DAYBOOK_SINK_UNAVAILABLE',
      retryable: true,
    })
  })

  test('an event that is too large for the server is poison', async () => {
    const { jetstream, prefix, messages } = await setUp()
    const sink = createNatsSink(jetstream, { subject: prefix })
    const huge = sampleEvents(1, () => ({ note: 'x'.repeat(2_000_000) }))
    await expect(sink.send(huge)).rejects.toMatchObject({ code: 'DAYBOOK_SINK_REFUSED', poison: true })
    await sink.send(sampleEvents(1))
    expect(await messages()).toHaveLength(1)
  })

  test.each(['', 'a..b', 'a.*', '>', 'a b'])('the subject "%s" is refused', async (subject) => {
    const { jetstream } = await setUp()
    expect(() => createNatsSink(jetstream, { subject })).toThrow(
      expect.objectContaining({ code: 'DAYBOOK_BAD_SUBJECT' }),
    )
  })
})
