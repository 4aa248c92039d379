import type { Bench, FaultRow, Finding } from '../fault-row.ts'
import { isLive } from '../is-live.ts'
import { judge, storedEvents } from '../judge.ts'
import { startApp } from '../start-app.ts'
import { otherZones } from './time-zones.ts'

const ids = 'packages/core/src/event/event-id.test.ts'
const roundTrip = 'packages/store-kit/src/cases/round-trip.ts'
const millis = 'times keep their milliseconds, whatever the time zone and the year'

/** F: time, ids, many processes. */
export const timeAndIds: readonly FaultRow[] = [
  {
    id: 'F01',
    title: 'The clock steps back',
    promise: 'Ids stay unique and in the order of the calls.',
    proofs: [{ file: ids, title: 'sorts in call order under any clock' }],
  },
  {
    id: 'F02',
    title: 'A million ids in one millisecond',
    promise: 'All differ, in order.',
    proofs: [{ file: ids, title: 'makes a million ids in one millisecond, all different and in order' }],
  },
  {
    id: 'F04',
    title: 'Four processes log at the same time',
    promise: 'No two events share an id.',
    run: fourProcesses,
  },
  {
    id: 'F05',
    title: 'A transaction commits after others with later ids',
    promise: 'The feed misses nothing.',
    proofs: [
      {
        file: 'packages/typeorm/test/relay.test.ts',
        title: 'an event of a transaction that commits late is not missed',
      },
      {
        file: 'packages/mikro-orm/test/relay.test.ts',
        title: 'an event of a transaction that commits late is not missed',
      },
    ],
  },
  {
    id: 'F06',
    title: 'Processes and database sessions in other time zones',
    promise: 'A time is stored as the same instant, in UTC, and reads back as that.',
    run: otherZones,
    proofs: [
      { file: roundTrip, title: millis },
      { file: 'packages/sql/test/engines.test.ts', title: 'times are UTC whatever the zone of the session' },
    ],
  },
  {
    id: 'F07',
    title: 'The last millisecond of a second',
    promise: 'It is kept.',
    proofs: [{ file: roundTrip, title: millis }],
  },
  {
    id: 'F11',
    title: 'An idempotency key is used again',
    promise: 'With the same content there is one event, with other content an error.',
    proofs: [
      {
        file: 'packages/store-kit/src/cases/append-is-idempotent.ts',
        title:
          'the same idempotency key stores one event, also when a thousand callers race; other content is a conflict',
      },
    ],
  },
]

async function fourProcesses(bench: Bench): Promise<Finding> {
  const engine = 'postgres'
  const url = await bench.database(engine)
  const apps = [1, 2, 3, 4].map((number) =>
    startApp(bench, {
      ...{ adapter: 'driver', engine, url, mode: 'immediate', run: `process-${number}` },
      events: 500 * bench.scale,
      callers: 16,
    }),
  )
  for (const { ended, run } of apps) {
    const { code, said } = await ended
    if (code !== 0) throw new Error(`${run} ended with ${code}: ${said}`)
  }
  const oracles = apps.map((app) => app.oracle())
  const acknowledged = oracles.flatMap((oracle) => oracle.acknowledged.map(({ id }) => id))
  const verdict = await judge(engine, url, oracles)
  return {
    verdict: { ...verdict, dup: verdict.dup + acknowledged.length - new Set(acknowledged).size },
    live: await isLive(engine, url),
    figures: { processes: apps.length, stored: (await storedEvents(engine, url)).length },
  }
}
