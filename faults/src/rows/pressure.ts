import { equal, ok } from 'node:assert/strict'
import { createDaybook } from '@daybook/core'
import { openFaultProxy } from '../../../scripts/fault-proxy.mjs'
import { payload } from '../app-options.ts'
import type { Bench, FaultRow, Finding } from '../fault-row.ts'
import { isLive } from '../is-live.ts'
import { judge } from '../judge.ts'
import { assertFlat, measured } from '../measured.ts'
import { openRig } from '../open-rig.ts'
import { judgeAll, tryApp } from './several-apps.ts'

const delivery = 'packages/core/src/daybook/delivery.test.ts'
const daybookTest = 'packages/core/src/daybook/create-daybook.test.ts'
const hears = 'that throws, rejects or hangs harms neither log() nor the row nor the others'

/** E: more than the store can take, and listeners. */
export const pressure: readonly FaultRow[] = [
  {
    id: 'E01',
    title: 'A burst of 10,000 deferred events in one tick',
    promise:
      'All are stored, or, beyond `maxEvents`, refused or dropped by choice, each of them counted and told.',
    run: burst,
  },
  {
    id: 'E02',
    title: 'The database is slower than the app',
    promise:
      'What waits is bounded by count and size; beyond, the app is told, and what was taken is stored.',
    run: slowStore,
  },
  {
    id: 'E03',
    title: 'The first inserts fail',
    promise: 'The batch is kept, tried again, and stored in order.',
    proofs: [
      { file: 'packages/core/src/delivery/writer.test.ts', title: 'is tried again, with the whole batch' },
      { file: delivery, title: 'is kept while the store is down, and stored when it is back' },
    ],
  },
  {
    id: 'E04',
    title: 'Events are dropped by choice',
    promise:
      'The counter is right, and each stretch of losses is reported once when it begins and once when it is over.',
    proofs: [
      {
        file: delivery,
        title: 'drops when there is no room, where that was chosen: counted, and told once for each stretch',
      },
    ],
  },
  {
    id: 'E05',
    title: 'A listener throws',
    promise: 'The caller, the row and the other listeners are as without it; `onError` hears of it.',
    proofs: [{ file: daybookTest, title: hears }],
  },
  {
    id: 'E06',
    title: 'A listener rejects',
    promise: 'The process lives on; `onError` hears of it.',
    proofs: [{ file: daybookTest, title: hears }],
  },
  {
    id: 'E07',
    title: 'A listener hangs',
    promise: 'Nothing waits for it.',
    proofs: [
      { file: daybookTest, title: hears },
      {
        file: 'packages/core/src/signals/signals.test.ts',
        title: 'a listener that never answers holds up nothing',
      },
    ],
  },
  {
    id: 'E12',
    title: 'The timer, the size of a batch and a flush race each other',
    promise: 'Each event is written exactly once.',
    proofs: [
      {
        file: 'packages/core/src/delivery/writer-races.test.ts',
        title:
          'E12: whatever races, the timer, the size of a batch or a flush, each event is written exactly once',
      },
    ],
  },
]

const engine = 'postgres'
const events = 10_000
const room = 4_000

async function burst(bench: Bench): Promise<Finding> {
  const url = await bench.database(engine)
  const rig = await openRig({ adapter: 'driver', engine, url })
  bench.onEnd(() => rig.close())
  const issued = Array.from({ length: events }, (_, number) => number)
  const deferAll = (run: string, maxEvents: number) => {
    const daybook = createDaybook({
      store: rig.store,
      delivery: { maxEvents, whenFull: 'drop' },
      onError: () => {},
    })
    const dropped = new Set<string>()
    daybook.on('eventDropped', ({ id }) => dropped.add(id))
    const taken = issued.map((number) => ({
      number,
      id: daybook.defer('fault.met', {
        target: { type: 'Run', id: `${run}#${number}` },
        data: payload(run, number),
      }).id,
    }))
    return { daybook, dropped, taken, run }
  }
  const oracles = []
  let droppedInAll = 0
  for (const [run, maxEvents] of [
    ['roomy', events],
    ['narrow', room],
  ] as const) {
    const { daybook, dropped, taken } = deferAll(run, maxEvents)
    const { counters } = await daybook.close({ deadlineMillis: 60_000 }).then(() => daybook.health())
    equal(counters.dropped, dropped.size)
    equal(counters.stored + counters.dropped, events)
    equal(dropped.size, events - maxEvents)
    droppedInAll += dropped.size
    const acknowledged = taken.filter(({ id }) => !dropped.has(id)).map((each) => ({ ...each, millis: 0 }))
    oracles.push({ run, issued, acknowledged, rejected: [], dropped: [] })
  }
  return {
    verdict: await judge(engine, url, oracles),
    live: await isLive(engine, url),
    figures: { events: events * 2, 'dropped by choice, counted': droppedInAll },
  }
}

async function slowStore(bench: Bench): Promise<Finding> {
  const url = await bench.database(engine)
  const proxy = await openFaultProxy(url)
  bench.onEnd(() => proxy.close())
  const maxBytes = 8 * 2 ** 20
  const perSecond = 5_000
  const seconds = 4 * bench.scale
  const tried = tryApp(bench, {
    ...{ adapter: 'driver', engine, mode: 'deferred', url, through: proxy.url, run: 'slow', perSecond },
    events: perSecond * seconds,
    delivery: { maxEvents: room, maxBytes },
  })
  await tried.app.has('acknowledged', 100)
  // One statement of at most a thousand deferred events is under way at once: two fifths of what comes.
  proxy.delay(500)
  const finding = await judgeAll([tried])
  const { issued, acknowledged, rejected, memory } = tried.app.oracle()
  equal(acknowledged.length + rejected.length, issued.length)
  equal(rejected.filter(({ code }) => code !== 'DAYBOOK_OVERLOADED').length, 0)
  const deepest = Math.max(...memory.map(({ waiting }) => waiting))
  const largest = Math.max(...memory.map(({ waitingBytes }) => waitingBytes))
  ok(deepest <= room, `${deepest} events waited`)
  ok(largest <= maxBytes, `${largest} bytes waited`)
  const figures = measured(tried)
  assertFlat(figures)
  return {
    ...finding,
    figures: {
      ...finding.figures,
      seconds,
      ...{ 'waiting at most': deepest, bound: room, 'KB waiting at most': Math.round(largest / 1_024) },
      ...figures,
    },
  }
}
