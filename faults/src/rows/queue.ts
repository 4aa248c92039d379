import { equal, ok } from 'node:assert/strict'
import { checkRedis } from '@daybook/bullmq'
import { Redis } from 'ioredis'
import type { Bench, FaultRow, Finding } from '../fault-row.ts'
import { isLive } from '../is-live.ts'
import { judge } from '../judge.ts'
import { openOwnServer } from '../own-server.ts'
import { startApp } from '../start-app.ts'
import { until } from '../until.ts'
import { workOff } from './kills.ts'
import { killWorkers, poisonedJobs, storeAway } from './queue-workers.ts'
import { together } from './servers.ts'

const tests = 'packages/bullmq/test/queued.test.ts'

/** D: through Redis. */
export const queue: readonly FaultRow[] = [
  {
    id: 'D01',
    title: 'Redis is down when an event is queued',
    promise: 'After `deadlineMillis` the fallback gets it; without one `log()` rejects in time.',
    proofs: [
      { file: tests, title: 'the fallback takes the events' },
      { file: tests, title: 'without a fallback log() rejects in time' },
    ],
  },
  {
    id: 'D02',
    title: 'Redis without persistence is killed',
    promise:
      'What it held is lost, and that is no fault of the queue: `checkRedis` warns of it at start-up. The figure is what it was here.',
    run: (bench) => killRedis(bench, 'nothing'),
  },
  {
    id: 'D03',
    title: 'Redis with an append-only file is killed',
    promise:
      'What it accepted is there after its restart, and stored once, with `appendfsync` `everysec` and `always`.',
    run: async (bench) => together([await killRedis(bench, 'everysec'), await killRedis(bench, 'always')]),
  },
  {
    id: 'D04',
    title: 'A worker dies in the middle of a job',
    promise: 'Another worker does the job again; ids keep it from being stored twice.',
    run: killWorkers,
    proofs: [{ file: tests, title: 'the worker that died in the middle of a job is followed by another' }],
  },
  {
    id: 'D05',
    title: 'A job comes twice',
    promise: 'It is stored once.',
    proofs: [
      { file: tests, title: 'a hundred callers share jobs, and a job that comes twice is stored once' },
    ],
  },
  {
    id: 'D07',
    title: 'Redis has no memory left',
    promise: 'The fallback gets the events that Redis refuses.',
    run: fullRedis,
  },
  {
    id: 'D08',
    title: 'The database is down while jobs come in',
    promise:
      'The jobs wait, with about a day of tries by default, and are stored `retryMillis` after it is back; here half a second.',
    run: storeAway,
    proofs: [{ file: tests, title: 'a store that is down for a while gets everything later' }],
  },
  {
    id: 'D09',
    title: 'A job holds an event that the database refuses',
    promise: 'Its neighbours are stored; the refused events stay as a dead letter that can be replayed.',
    run: poisonedJobs,
    proofs: [
      {
        file: tests,
        title: 'refused events fail alone, and are stored when they are replayed after the mending',
      },
      { file: tests, title: 'a job of a newer version or of somebody else fails at once and is kept' },
    ],
  },
  {
    id: 'D12',
    title: 'Secrets in what is queued',
    promise: 'They are redacted before the event leaves the app.',
    proofs: [{ file: tests, title: 'an event is accepted by Redis and stored by a worker, whole' }],
  },
  {
    id: 'D15',
    title: 'Actor, tenant and context of a queued event',
    promise: 'They travel inside it.',
    proofs: [{ file: tests, title: 'an event is accepted by Redis and stored by a worker, whole' }],
  },
]

const engine = 'postgres'

async function ownRedis(bench: Bench, flags: readonly string[]) {
  const server = await openOwnServer('redis', flags)
  bench.onEnd(() => server.close())
  return server
}

async function warnings(url: string): Promise<readonly string[]> {
  const client = new Redis(url)
  try {
    return await checkRedis(client)
  } finally {
    client.disconnect()
  }
}

async function killRedis(bench: Bench, keeps: 'nothing' | 'everysec' | 'always'): Promise<Finding> {
  const persists = keeps !== 'nothing'
  const flags = persists ? ['--appendonly', 'yes', '--appendfsync', keeps] : []
  const redis = await ownRedis(bench, flags)
  const warned = (await warnings(redis.url)).some((problem) => problem.startsWith('appendonly'))
  equal(warned, !persists)
  const url = await bench.database(engine)
  const run = `redis-${keeps}`
  const app = startApp(bench, {
    ...{ adapter: 'driver', engine, url, mode: 'queued', run, redisUrl: redis.url },
    events: 100_000,
    callers: 8,
  })
  await app.has('acknowledged', 200)
  app.kill('SIGKILL')
  await app.ended
  await redis.kill()
  await redis.restart()
  await until(() => answers(redis.url), 'Redis to answer')
  await workOff(run, engine, url, redis.url)
  const oracle = app.oracle()
  const verdict = await judge(engine, url, [oracle])
  const figures = { accepted: oracle.acknowledged.length, warned: warned ? 'yes' : 'no' }
  const live = await isLive(engine, url)
  if (persists) return { verdict, live, figures }
  // What this Redis forgets was never promised.
  return { verdict: { ...verdict, lost: 0 }, live, figures: { ...figures, 'gone with Redis': verdict.lost } }
}

async function answers(url: string): Promise<boolean> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null })
  client.on('error', () => {})
  try {
    await client.connect()
    return (await client.ping()) === 'PONG'
  } catch {
    return false
  } finally {
    client.disconnect()
  }
}

async function fullRedis(bench: Bench): Promise<Finding> {
  const redis = await ownRedis(bench, ['--maxmemory', '3mb', '--maxmemory-policy', 'noeviction'])
  const filler = new Redis(redis.url)
  bench.onEnd(() => filler.disconnect())
  const url = await bench.database(engine)
  const app = startApp(bench, {
    ...{ adapter: 'driver', engine, url, mode: 'queued', run: 'full', redisUrl: redis.url },
    events: 400,
    callers: 4,
    pauseMillis: 2,
  })
  await app.has('acknowledged', 50)
  const keys: string[] = []
  let refusal = ''
  while (refusal === '') {
    const key = `fill${keys.length}`
    keys.push(key)
    await filler.set(key, 'x'.repeat(50_000)).catch((error: Error) => {
      refusal = error.message
    })
  }
  ok(refusal.startsWith('OOM'), refusal)
  const { code, said } = await app.ended
  equal(code, 0, said)
  await filler.del(...keys)
  await workOff('full', engine, url, redis.url)
  const oracle = app.oracle()
  return {
    verdict: await judge(engine, url, [oracle]),
    live: await isLive(engine, url),
    figures: { acknowledged: oracle.acknowledged.length, rejected: oracle.rejected.length },
  }
}
