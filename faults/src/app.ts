// The app under test: logs deterministic events and writes down, before and after, what it issued and what it was told.
//   node app.ts '<AppOptions as JSON>'
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { queued } from '@daybook/bullmq'
import { createDaybook, type EventStore, isDaybookError } from '@daybook/core'
import { spilling } from '@daybook/sinks/spill'
import { Queue } from 'bullmq'
import { Redis } from 'ioredis'
import { type AppOptions, payload } from './app-options.ts'
import { openRig } from './open-rig.ts'

const options = JSON.parse(process.argv[2] ?? '') as AppOptions
const { adapter, engine, url, mode, run, events, callers, folder } = options

// Gone with the harness, however that ended.
process.stdin.on('end', () => process.exit(3)).resume()
;(process.stdin as unknown as { unref(): void }).unref()

/** A file that has what was written to it also when the process is killed. */
function openOracle(name: string, { isSynced = true } = {}): (line: string) => void {
  const file = openSync(join(folder, name), 'a')
  process.on('exit', () => closeSync(file))
  return (line) => {
    writeSync(file, `${line}\n`)
    if (isSynced) fdatasyncSync(file)
  }
}

// Under a load nobody kills it, and fsyncs would be all that is measured.
const isSynced = options.perSecond === undefined
const issued = openOracle('issued', { isSynced: false })
const acknowledged = openOracle('acknowledged', { isSynced })
const rejected = openOracle('rejected', { isSynced })
const dropped = openOracle('dropped', { isSynced })

const rig = await openRig({ adapter, engine, url })
const closing: (() => unknown)[] = [() => (rig.abandon ?? rig.close)()]
const daybook = createDaybook({
  store: wrapped(rig.store),
  delivery: options.delivery ?? {},
  onError: () => {},
})

function wrapped(store: EventStore<unknown>): EventStore<unknown> {
  if (mode === 'spill' || mode === 'accept') {
    const spill = spilling(store, join(folder, 'spill'), {
      mode: mode === 'spill' ? 'fallback' : 'accept',
      storeMillis: 1_000,
      maxRetryMillis: 200,
      onError: () => {},
    })
    closing.unshift(() => spill.close({ deadlineMillis: 240_000 }))
    return spill
  }
  if (mode === 'queued') {
    const connection = new Redis(options.redisUrl ?? '', { enableOfflineQueue: false, lazyConnect: true })
    const queue = new Queue(run, { connection })
    for (const each of [connection, queue]) each.on('error', () => {})
    closing.unshift(async () => {
      await queue.close()
      connection.disconnect()
    })
    const { retryMillis } = options
    return queued(store, queue, {
      ...{ deadlineMillis: 1_000, fallback: store },
      ...(retryMillis !== undefined && { retryMillis }),
    })
  }
  return store
}

const numberOf = (event: { readonly target: { readonly id: unknown } | null }) =>
  String(event.target?.id).split('#')[1]
daybook.on('eventDropped', (event, reason) => dropped(`${numberOf(event)} ${reason}`))
if (mode === 'deferred') daybook.on('eventLogged', (event) => acknowledged(`${numberOf(event)} ${event.id}`))
if (options.dieWhenTold !== undefined) {
  let told = 0
  daybook.on('eventLogged', () => {
    told += 1
    if (told === options.dieWhenTold) process.kill(process.pid, 'SIGKILL')
  })
}
if (options.flushOnSignalMillis !== undefined)
  daybook.flushOnSignal({ deadlineMillis: options.flushOnSignalMillis })

async function logOne(number: number): Promise<void> {
  const details = { target: { type: 'Run', id: `${run}#${number}` }, data: payload(run, number) }
  issued(String(number))
  const started = performance.now()
  try {
    if (mode === 'deferred') {
      daybook.defer('fault.met', details)
      return
    }
    const { id } =
      mode === 'transaction'
        ? await rig.transaction(async (tx) => {
            await rig.query(`INSERT INTO invoice (id) VALUES ('${run}#${number}')`, tx)
            return daybook.log('fault.met', { ...details, tx })
          })
        : await daybook.log('fault.met', details)
    acknowledged(`${number} ${id} ${Math.round(performance.now() - started)}`)
  } catch (error) {
    const code = isDaybookError(error) ? error.code : String((error as { code?: unknown }).code)
    rejected(`${number} ${code} ${Math.round(performance.now() - started)}`)
  }
}

let next = 0
async function caller(): Promise<void> {
  while (next < events) {
    await logOne(next++)
    await sleep(options.pauseMillis ?? 0)
  }
}

/** Begins calls at a rate, and writes down the memory that this takes. */
async function pace(perSecond: number): Promise<void> {
  const memory = openOracle('memory', { isSynced: false })
  const sample = () => {
    const { queue } = daybook.health()
    memory(`${process.memoryUsage.rss()} ${queue.events} ${queue.bytes}`)
  }
  const sampling = setInterval(sample, 200)
  const started = performance.now()
  const underWay = new Set<Promise<void>>()
  while (next < events) {
    const due = Math.min(events, ((performance.now() - started) / 1_000) * perSecond)
    while (next < due) {
      const call = logOne(next++).finally(() => underWay.delete(call))
      underWay.add(call)
    }
    await sleep(5)
  }
  await Promise.all(underWay)
  clearInterval(sampling)
  sample()
}

if (options.perSecond === undefined) await Promise.all(Array.from({ length: callers }, caller))
else await pace(options.perSecond)
await daybook.close({ deadlineMillis: 60_000 })
for (const close of closing) await close()
