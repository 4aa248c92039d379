import { AsyncLocalStorage } from 'node:async_hooks'
import { Writable } from 'node:stream'
import { context, createDaybook, type EventStore } from '@daybook/core'
import { BatchLogRecordProcessor, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs'
import { EventEmitter } from 'eventemitter3'
import pino from 'pino'
import { uuidv7 } from 'uuidv7'
import { expect, test } from 'vitest'
import { type Contestant, measure, report } from './measure.ts'

// One event of the kind that a file change makes: the shape of a real one, with seven values in all.
const action = 'file.modified'
const details = {
  actor: { type: 'developer', id: 'c8db2cd0' },
  target: { type: 'file', id: 'lib/sequelize/Helper.js' },
  data: { commit: 'fd8cc8144a2e', insertions: 99, deletions: 35 },
} as const
const surroundings = { requestId: 'sequelize-fd8cc8144a2e', ip: '203.0.113.9' }

let taken = 0

// The work of a store is not what is measured here.
const all = { has: () => true } as unknown as ReadonlySet<string>
const recordedAt = new Date()

const nothing: EventStore = {
  name: 'nothing',
  capabilities: { durable: false },
  async append(events) {
    taken += events.length
    return { inserted: all, recordedAt }
  },
  find: async () => [],
  count: async () => 0,
}

/** What nobody can do without: an object, an id, a look at the context, and a signal. */
function bareMinimum(): Contestant {
  const storage = new AsyncLocalStorage<typeof surroundings>()
  const emitter = new EventEmitter()
  emitter.on('eventLogged', () => taken++)
  return {
    name: 'bare minimum (object, UUIDv7, context, emit)',
    run: (count) =>
      storage.run(surroundings, () => {
        for (let index = 0; index < count; index++)
          emitter.emit('eventLogged', {
            id: uuidv7(),
            action,
            ...details,
            ...storage.getStore(),
            occurredAt: new Date(),
          })
      }),
  }
}

function daybook(
  name: string,
  run: (log: () => Promise<unknown>, count: number) => Promise<unknown>,
): Contestant {
  const book = createDaybook({ store: nothing })
  book.on('eventLogged', () => taken++)
  return {
    name,
    run: (count) =>
      context.run(surroundings, async () => void (await run(() => book.log(action, details), count))),
  }
}

const devNull = () => new Writable({ write: (_chunk, _encoding, done) => done() })

function pinoToNothing(): Contestant {
  const logger = pino({ redact: ['password', '*.password', 'token', '*.token'] }, devNull())
  return {
    name: 'pino, redacting four paths, to nothing',
    run(count) {
      for (let index = 0; index < count; index++)
        logger.info({ id: uuidv7(), action, ...details, ...surroundings }, action)
    },
  }
}

function otelToNothing(name: string, batch: boolean): Contestant {
  const exporter = {
    export: (_records: unknown, done: (result: { code: number }) => void) => done({ code: 0 }),
    shutdown: async () => undefined,
    forceFlush: async () => undefined,
  }
  const processor = batch
    ? new BatchLogRecordProcessor({ exporter })
    : new SimpleLogRecordProcessor({ exporter })
  const logger = new LoggerProvider({ processors: [processor] }).getLogger('bench')
  return {
    name,
    run(count) {
      for (let index = 0; index < count; index++)
        logger.emit({
          eventName: action,
          attributes: {
            'actor.id': details.actor.id,
            'target.id': details.target.id,
            ...details.data,
            ...surroundings,
          },
        })
    },
  }
}

test('log() of one event into nothing', async () => {
  const contestants = [
    bareMinimum(),
    daybook('daybook, each awaited', async (log, count) => {
      for (let index = 0; index < count; index++) await log()
    }),
    daybook('daybook, 1,000 at a time', async (log, count) => {
      for (let done = 0; done < count; done += 1000) await Promise.all(Array.from({ length: 1000 }, log))
    }),
    pinoToNothing(),
    otelToNothing('OpenTelemetry logs SDK, simple processor', false),
    otelToNothing('OpenTelemetry logs SDK, batch processor', true),
  ]
  const results = await measure(contestants, { count: 20_000 })
  console.log(report('log() into nothing', results))
  // Ten rounds of three contestants that count, Daybook's twice: store and listener.
  expect(taken).toBe(10 * 20_000 * 5)
})
