import { execFileSync } from 'node:child_process'
import { appendFile, mkdir, readdir, readFile, rename, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createDaybook, type DaybookEvent } from '@daybook/core'
import { createMemorySink, createMemoryStore } from '@daybook/core/memory'
import { expect, onTestFinished, test } from 'vitest'
import { createFileSink, type FileSinkOptions, readEvents } from '../src/file.ts'
import { sampleEvents } from './sample-events.ts'
import { temporaryFolder } from './temporary-folder.ts'

async function setUp(options: FileSinkOptions = {}) {
  const folder = await temporaryFolder()
  const path = join(folder, 'logs', 'events.jsonl')
  const open = () => {
    const sink = createFileSink(path, options)
    onTestFinished(() => sink.close())
    return sink
  }
  return { folder: join(folder, 'logs'), path, open, sink: open() }
}

async function eventsIn(path: string, bad: number[] = []): Promise<readonly DaybookEvent[]> {
  const events: DaybookEvent[] = []
  for await (const event of readEvents(path, { onBadLine: (line) => bad.push(line) })) events.push(event)
  return events
}

test('row 114: ten events written are the ten events that were logged', async () => {
  const { path, sink } = await setUp()
  const daybook = createDaybook({ store: createMemoryStore(), sinks: [sink] })
  const logged: DaybookEvent[] = []
  for (let number = 0; number < 10; number++)
    logged.push(await daybook.log('file.written', { data: { number, text: 'a\nb\u2028c\u2029 \u{1f600}' } }))
  await daybook.flush()
  expect((await readFile(path, 'utf8')).split(/[\n\u2028\u2029]/)).toHaveLength(11)
  expect(await eventsIn(path)).toEqual(logged)
})

test('concurrent sends stay in order, each line whole', async () => {
  const { path, sink } = await setUp({ fsync: true })
  const events = sampleEvents(50)
  await Promise.all(events.map((event) => sink.send([event])))
  expect(await eventsIn(path)).toEqual(events)
})

test('a new start goes on in the same file', async () => {
  const { path, sink, open } = await setUp()
  const events = sampleEvents(4)
  await sink.send(events.slice(0, 2))
  await sink.close()
  await open().send(events.slice(2))
  expect(await eventsIn(path)).toEqual(events)
})

test('what a crash left of a line damages no other', async () => {
  const { path, sink, open } = await setUp()
  const events = sampleEvents(4)
  await sink.send(events.slice(0, 2))
  await sink.close()
  await appendFile(path, JSON.stringify(events[2]).slice(0, 40))
  await open().send(events.slice(2))
  const bad: number[] = []
  expect(await eventsIn(path, bad)).toEqual(events)
  expect(bad).toEqual([3])
})

test('a file is put aside before it grows over maxBytes; only the newest stay', async () => {
  const { folder, path, sink } = await setUp({ maxBytes: 2_000, keep: 3 })
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'events-of-somebody-else.jsonl'), '')
  const events = sampleEvents(60)
  for (const event of events) await sink.send([event])
  const names = (await readdir(folder)).sort()
  expect(names).toEqual([
    ...Array.from({ length: 3 }, () =>
      expect.stringMatching(/^events-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z\.jsonl$/),
    ),
    'events-of-somebody-else.jsonl',
    'events.jsonl',
  ])
  const kept: DaybookEvent[] = []
  for (const name of [...names.slice(0, 3), 'events.jsonl']) {
    expect((await stat(join(folder, name))).size).toBeLessThanOrEqual(2_000)
    kept.push(...(await eventsIn(join(folder, name))))
  }
  expect(kept).toEqual(events.slice(-kept.length))
  expect(await eventsIn(path)).toEqual(kept.slice(-(await eventsIn(path)).length))
})

test('a file of another day is put aside', async () => {
  const { folder, path, sink, open } = await setUp({ every: 'day' })
  const events = sampleEvents(2)
  await sink.send(events.slice(0, 1))
  await sink.close()
  await utimes(path, new Date('2026-01-01T23:59:59Z'), new Date('2026-01-01T23:59:59Z'))
  await open().send(events.slice(1))
  expect(await readdir(folder)).toHaveLength(2)
  expect(await eventsIn(path)).toEqual(events.slice(1))
})

test('reopen() goes on under the same path after something else renamed the file', async () => {
  const { path, sink } = await setUp()
  const events = sampleEvents(3)
  await sink.send(events.slice(0, 1))
  await rename(path, `${path}.1`)
  await sink.send(events.slice(1, 2))
  await sink.reopen()
  await sink.send(events.slice(2))
  expect(await eventsIn(`${path}.1`)).toEqual(events.slice(0, 2))
  expect(await eventsIn(path)).toEqual(events.slice(2))
})

test('a dead letter file can be sent to another sink', async () => {
  const { path, sink } = await setUp()
  const events = sampleEvents(3)
  await sink.send(events)
  const other = createMemorySink()
  for await (const event of readEvents(path)) await other.send([event])
  expect(other.events).toEqual(events)
})

test('a path that cannot be written is told', async () => {
  const { folder, sink, path } = await setUp()
  await mkdir(path, { recursive: true })
  await expect(sink.send(sampleEvents(1))).rejects.toMatchObject({
    code: 'DAYBOOK_FILE_FAILED',
    retryable: true,
  })
  expect(await readdir(folder)).toEqual(['events.jsonl'])
  expect(() => createFileSink('')).toThrow(expect.objectContaining({ code: 'DAYBOOK_BAD_FILE' }))
  expect(() => createFileSink('x', { keep: 0 })).toThrow(
    expect.objectContaining({ code: 'DAYBOOK_BAD_FILE' }),
  )
})

test('a full disk is told, and what it took of a line is taken back', async ({ skip }) => {
  const folder = await temporaryFolder()
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    skip('only root may mount a file system')
  }
  onTestFinished(() => void execFileSync('umount', [folder]))
  const path = join(folder, 'events.jsonl')
  const sink = createFileSink(path)
  onTestFinished(() => sink.close())
  const events = sampleEvents(100, () => ({ note: 'x'.repeat(1_000) }))
  const written: DaybookEvent[] = []
  let failures = 0
  for (const event of events)
    await sink.send([event]).then(
      () => written.push(event),
      () => failures++,
    )
  expect(failures).toBeGreaterThan(10)
  const bad: number[] = []
  expect(await eventsIn(path, bad)).toEqual(written)
  expect(bad).toEqual([])
})
