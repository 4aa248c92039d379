import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { checkRedis, createEventsProcessor, deadLetters, queued, replayDeadLetters } from '@daybook/bullmq'
import { createDaybook, type DaybookEvent, type EventStore, StorageError } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { Queue, QueueEvents, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { serverUrl } from '../../../scripts/test-servers.mjs'

const url = serverUrl('redis')

describe.skipIf(!url)('over Redis', () => {
  const connection = { url: url as string }
  const open: { close(): Promise<unknown> }[] = []
  let count = 0
  let queue: Queue
  let events: QueueEvents

  beforeEach(async () => {
    const name = `daybook-test-${process.pid}-${++count}`
    queue = new Queue(name, { connection })
    events = new QueueEvents(name, { connection })
    await Promise.all([queue.waitUntilReady(), events.waitUntilReady()])
    open.push(events)
  })
  afterEach(async () => {
    for (const each of open.splice(0)) await each.close()
    await queue.obliterate({ force: true })
    await queue.close()
  })

  const work = (store: EventStore) => {
    const worker = new Worker(queue.name, createEventsProcessor(store), { connection })
    open.push(worker)
    return worker
  }
  /** Resolves when a worker has done, or failed for good, this many jobs. */
  const settled = (worker: Worker, jobs: number) =>
    new Promise<void>((resolve) => {
      const count = () => {
        if (--jobs === 0) resolve()
      }
      worker.on('completed', count)
      worker.on('failed', (job) => {
        if (job === undefined || job.finishedOn !== undefined) count()
      })
    })
  const stored = async (store: EventStore) =>
    store.find({ filter: { conditions: [] }, order: 'oldest', limit: 1_000 })

  test('an event is accepted by Redis and stored by a worker, whole', async () => {
    const store = createMemoryStore()
    const daybook = createDaybook({ store: queued(store, queue) })
    const heard: DaybookEvent[] = []
    daybook.on('eventLogged', (event) => heard.push(event))
    const logged = await daybook.forTenant('acme').log('invoice.paid', {
      actor: { type: 'User', id: '7', name: 'Ada' },
      data: { amount: 4200, password: 'hidden by then', 'x "': 1 },
      occurredAt: '2024-01-01T00:00:00.123Z',
      context: { requestId: 'r-1', shop: 'north' },
    })
    expect(await stored(store)).toEqual([])
    expect(heard).toHaveLength(1)
    const worker = work(store)
    await settled(worker, 1)
    const [event] = await stored(store)
    expect(event).toEqual({ ...logged, recordedAt: event?.recordedAt })
    expect(JSON.stringify(event)).not.toContain('hidden by then')
    expect(await queue.getJobCounts('completed', 'failed', 'waiting')).toEqual({
      completed: 0,
      failed: 0,
      waiting: 0,
    })
  })

  test('a hundred callers share jobs, and a job that comes twice is stored once', async () => {
    const store = createMemoryStore()
    const daybook = createDaybook({ store: queued(store, queue) })
    await Promise.all(Array.from({ length: 100 }, (_, index) => daybook.log('x', { data: { index } })))
    const jobs = await queue.getWaiting()
    expect(jobs.length).toBeLessThan(20)
    for (const { name, data } of jobs) await queue.add(name, data)
    const worker = work(store)
    await settled(worker, jobs.length * 2)
    expect(await stored(store)).toHaveLength(100)
  })

  test('a store that is down for a while gets everything later', async () => {
    const store = createMemoryStore()
    let failures = 2
    const flaky: EventStore = {
      ...store,
      async append(batch) {
        if (failures-- > 0) throw unavailable()
        return store.append(batch)
      },
    }
    const daybook = createDaybook({ store: queued(store, queue) })
    await daybook.log('x')
    const [job] = await queue.getWaiting()
    // About a day, however long the store is away within it.
    expect(job?.opts).toMatchObject({ attempts: 4_000, backoff: { type: 'fixed', delay: 30_000 } })
    // The pauses are of seconds; this test has none to spare.
    await job?.remove()
    await queued(store, queue, { retryMillis: 1 }).append(job?.data.events)
    await settled(work(flaky), 1)
    expect(await stored(store)).toHaveLength(1)
    expect(await deadLetters(queue)).toEqual([])
  })

  test('refused events fail alone, and are stored when they are replayed after the mending', async () => {
    const store = createMemoryStore()
    let refuses = true
    const picky: EventStore = {
      ...store,
      async append(batch) {
        if (refuses && batch.some(({ action }) => action === 'bad'))
          throw new StorageError({ code: 'DAYBOOK_REFUSED', message: 'No.', fix: 'None.', poison: true })
        return store.append(batch)
      },
    }
    const direct = createDaybook({ store: createMemoryStore() })
    const batch = []
    for (const action of ['a', 'bad', 'b', 'c']) batch.push(await direct.log(action))
    await queued(store, queue).append(batch)
    const worker = work(picky)
    await settled(worker, 1)
    expect((await stored(store)).map(({ action }) => action)).toEqual(['a', 'b', 'c'])
    const [letter] = await deadLetters(queue)
    expect(letter?.events?.map(({ action }) => action)).toEqual(['bad'])
    expect(letter?.reason).toContain('1 of 4 events refused')
    refuses = false
    const again = settled(worker, 1)
    await replayDeadLetters(queue)
    await again
    expect(await stored(store)).toHaveLength(4)
    expect(await deadLetters(queue)).toEqual([])
  })

  test('a job of a newer version or of somebody else fails at once and is kept', async () => {
    await queue.add('append', { version: 2, events: [] }, { attempts: 20, backoff: 60_000 })
    await queue.add('mail', { to: 'ada' }, { attempts: 20, backoff: 60_000 })
    await queue.add('append', { version: 1, events: [{ id: 1 }] } as never, { attempts: 20, backoff: 60_000 })
    await settled(work(createMemoryStore()), 3)
    const letters = await deadLetters(queue)
    expect(letters.map(({ reason }) => reason).sort()).toEqual([
      expect.stringMatching(/^DAYBOOK_BAD_JOB: The job holds something that is no event/),
      expect.stringMatching(/^DAYBOOK_BAD_JOB: The job is of version 2/),
      expect.stringMatching(/^DAYBOOK_BAD_JOB: This is no job of @daybook\/bullmq/),
    ])
    expect(letters.every(({ events }) => events === undefined)).toBe(true)
  })

  test('the worker that died in the middle of a job is followed by another', async () => {
    const store = createMemoryStore()
    const daybook = createDaybook({ store: queued(store, queue) })
    await daybook.log('x')
    const script = fileURLToPath(new URL('./hanging-worker.ts', import.meta.url))
    const dying = spawn(process.execPath, ['--conditions=daybook-source', script, url as string, queue.name])
    await once(dying.stdout, 'data')
    dying.kill('SIGKILL')
    const next = new Worker(queue.name, createEventsProcessor(store), { connection, stalledInterval: 50 })
    open.push(next)
    await settled(next, 1)
    expect(await stored(store)).toHaveLength(1)
  })
})

describe.skipIf(!url)('when Redis is not there', () => {
  const connection = new Redis({ host: '127.0.0.1', port: 1, enableOfflineQueue: false })
  connection.on('error', () => undefined)
  const nowhere = new Queue('daybook-nowhere', { connection })
  nowhere.on('error', () => undefined)
  afterAll(() => connection.disconnect())

  test('the fallback takes the events', async () => {
    const store = createMemoryStore()
    const daybook = createDaybook({ store: queued(store, nowhere, { deadlineMillis: 200, fallback: store }) })
    await daybook.log('x')
    expect(await daybook.count()).toBe(1)
  })

  test('without a fallback log() rejects in time', async () => {
    const store = queued(createMemoryStore(), nowhere, { deadlineMillis: 100 })
    const daybook = createDaybook({ store, delivery: { deadlineMillis: 300 } })
    await expect(daybook.log('x')).rejects.toMatchObject({ code: 'DAYBOOK_UNAVAILABLE', ambiguous: true })
  })
})

test.skipIf(!url)('the check of Redis names what would lose events', async () => {
  const client = new Redis(url as string)
  const found = await checkRedis(client)
  const appendonly = (await client.config('GET', 'appendonly')) as string[]
  const policy = (await client.config('GET', 'maxmemory-policy')) as string[]
  expect(found.some((problem) => problem.startsWith('appendonly'))).toBe(appendonly[1] === 'no')
  expect(found.some((problem) => problem.startsWith('maxmemory-policy'))).toBe(policy[1] !== 'noeviction')
  await client.quit()
})

function unavailable(): StorageError {
  return new StorageError({ code: 'DAYBOOK_UNAVAILABLE', message: 'Down.', fix: 'Wait.', retryable: true })
}
