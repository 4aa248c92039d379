import { AsyncLocalStorage } from 'node:async_hooks'
import { Writable } from 'node:stream'
import { context, createDaybook } from '@daybook/core'
import { BatchLogRecordProcessor, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs'
import { EventEmitter } from 'eventemitter3'
import pino from 'pino'
import { uuidv7 } from 'uuidv7'
import { expect, test } from 'vitest'
import { type Contestant, measure } from './measure.ts'
import { type Figure, publish } from './results.ts'
import { storeIntoNothing } from './store-into-nothing.ts'

// One event of the kind that a file change makes: the shape of a real one, with seven values in all.
const action = 'file.modified'
const details = {
  actor: { type: 'developer', id: 'c8db2cd0' },
  target: { type: 'file', id: 'lib/sequelize/Helper.js' },
  data: { commit: 'fd8cc8144a2e', insertions: 99, deletions: 35 },
} as const
const surroundings = { requestId: 'sequelize-fd8cc8144a2e', ip: '203.0.113.9' }

let taken = 0

const nothing = storeIntoNothing((events) => {
  taken += events
})

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
  const each = daybook('daybook, each awaited', async (log, count) => {
    for (let index = 0; index < count; index++) await log()
  })
  const bulk = daybook('daybook, 1,000 at a time', async (log, count) => {
    for (let done = 0; done < count; done += 1000) await Promise.all(Array.from({ length: 1000 }, log))
  })
  const contestants = [
    bareMinimum(),
    each,
    bulk,
    pinoToNothing(),
    otelToNothing('OpenTelemetry logs SDK, simple processor', false),
    otelToNothing('OpenTelemetry logs SDK, batch processor', true),
  ]
  const rows = await measure(contestants, { count: 20_000 })
  const aims = { [bulk.name]: { atLeast: 0.25 } }
  publish({ kind: 'comparison', suite: 'hot-path', title: 'log() into nothing', unit: 'events', rows, aims })
  // Ten rounds of three contestants that count, Daybook's twice: store and listener.
  expect(taken).toBe(10 * 20_000 * 5)

  publish({
    kind: 'figures',
    suite: 'hot-path',
    title: 'memory and time of one event',
    rows: [
      ...(await bytesOf(contestants.slice(0, 4))),
      { name: 'daybook, each awaited, p99', value: await slowestPercent(each), unit: 'µs' },
    ],
  })
})

/** What one event leaves for the collector, as the heap grows between two collections. */
async function bytesOf(contestants: readonly Contestant[]): Promise<readonly Figure[]> {
  const count = 1_000
  const figures: Figure[] = []
  for (const { name, run } of contestants) {
    const grown: number[] = []
    for (let round = 0; round < 9; round++) {
      globalThis.gc?.()
      const before = process.memoryUsage().heapUsed
      await run(count)
      grown.push(process.memoryUsage().heapUsed - before)
    }
    // A collection within the round makes a number too small, never too large.
    figures.push({ name, value: Math.max(...grown.slice(2)) / count, unit: 'bytes' })
  }
  return figures
}

async function slowestPercent({ run }: Contestant): Promise<number> {
  const micros: number[] = []
  for (let done = 0; done < 20_000; done++) {
    const start = performance.now()
    await run(1)
    micros.push((performance.now() - start) * 1_000)
  }
  return micros.sort((a, b) => a - b)[Math.floor(micros.length * 0.99)] as number
}
