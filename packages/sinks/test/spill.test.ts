import { appendFile, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createDaybook, type DaybookEvent, isDaybookError } from '@daybook/core'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { type SpillingStore, type SpillOptions, spilling } from '../src/spill.ts'
import { sampleEvents } from './sample-events.ts'
import { openSqliteFile, type SqliteFile } from './sqlite-store.ts'
import { temporaryFolder } from './temporary-folder.ts'

interface World {
  readonly database: SqliteFile
  readonly directory: string
  readonly errors: unknown[]
  open(options?: SpillOptions): SpillingStore
  files(suffix: string): Promise<readonly string[]>
}

async function world(): Promise<World> {
  const folder = await temporaryFolder()
  const database = openSqliteFile(join(folder, 'events.db'))
  onTestFinished(() => database.close())
  const directory = join(folder, 'spill')
  const errors: unknown[] = []
  return {
    database,
    directory,
    errors,
    open(options = {}) {
      const store = spilling(database.store, directory, {
        onError: (error) => void errors.push(error),
        maxRetryMillis: 50,
        ...options,
      })
      onTestFinished(async () => void (await store.close({ deadlineMillis: 1 })))
      return store
    },
    files: async (suffix) => (await readdir(directory)).filter((name) => name.endsWith(suffix)).sort(),
  }
}

const long = { deadlineMillis: 20_000 }
const idsOf = (events: readonly DaybookEvent[]) => events.map(({ id }) => id)
const codes = (errors: readonly unknown[]) => errors.map((error) => isDaybookError(error) && error.code)

describe('fallback', () => {
  test('goes to the store while it is there, and leaves no file', async () => {
    const { database, open, files } = await world()
    const store = open()
    const events = sampleEvents(3)
    const { inserted } = await store.append(events)
    expect([...inserted]).toEqual(idsOf(events))
    expect(database.ids()).toEqual(idsOf(events))
    expect(store.pending()).toBe(0)
    expect(await files('.spill')).toEqual([])
  })

  test('answers truly what was there before', async () => {
    const { open } = await world()
    const store = open()
    const events = sampleEvents(2)
    await store.append(events.slice(0, 1))
    expect([...(await store.append(events)).inserted]).toEqual(idsOf(events.slice(1)))
  })

  test('keeps events while the store is away, and brings them in order when it is back', async () => {
    const { database, open, files, errors } = await world()
    const store = open()
    const events = sampleEvents(2_500)
    database.lock()
    await store.append(events.slice(0, 1))
    await Promise.all(events.slice(1).map((event) => store.append([event])))
    expect(store.pending()).toBe(2_500)
    await vi.waitFor(() => expect(store.spillState().failing).toBe(true), { timeout: 20_000 })
    expect(database.ids()).toEqual([])
    expect(await files('.spill')).toHaveLength(1)
    database.unlock()
    expect(await store.flush(long)).toBe(true)
    expect(database.ids()).toEqual(idsOf(events))
    expect(store.spillState()).toMatchObject({ pending: 0, failing: false })
    expect(await files('.spill')).toEqual([])
    expect(codes(errors)).toEqual(['DAYBOOK_UNAVAILABLE'])
  })

  test('a daybook counts what it spilled apart, and a required action does not wait for the store', async () => {
    const { database, open } = await world()
    const events = { 'key.used': { required: true } }
    const store = open({ storeMillis: 200 })
    const daybook = createDaybook({ store, events })
    await daybook.log('key.used')
    database.lock()
    await daybook.logged('key.used', async () => 'opened')()
    expect(daybook.health()).toMatchObject({ state: 'up', counters: { stored: 1, spilled: 1 } })
    const waiting = daybook.log('key.used')
    expect(await daybook.close()).toEqual({ stored: 0, spilled: 1, dropped: 0 })
    await waiting
    database.unlock()
    expect(await store.flush(long)).toBe(true)
    expect(database.ids()).toHaveLength(3)
    await store.close()
    await expect(store.ready?.()).rejects.toMatchObject({ code: 'DAYBOOK_CLOSED' })
  })

  test('goes behind what waits, so that nothing overtakes it', async () => {
    const { database, open } = await world()
    const store = open()
    const events = sampleEvents(20)
    database.lock()
    await store.append(events.slice(0, 10))
    database.unlock()
    for (const event of events.slice(10)) await store.append([event])
    expect(await store.flush(long)).toBe(true)
    expect(database.ids()).toEqual(idsOf(events))
  })

  test('a store that never answers counts as away after storeMillis', async () => {
    const { database, open } = await world()
    let hang = true
    const { store: whole } = database
    const paused = {
      ...whole,
      append: (events: readonly DaybookEvent[]) =>
        hang ? new Promise<never>(() => {}) : whole.append(events),
    }
    const folder = await temporaryFolder()
    const store = spilling(paused, folder, { storeMillis: 30, maxRetryMillis: 50, onError: () => {} })
    onTestFinished(async () => void (await store.close({ deadlineMillis: 1 })))
    const events = sampleEvents(1)
    await store.append(events)
    expect(store.pending()).toBe(1)
    hang = false
    expect(await store.flush(long)).toBe(true)
    expect(database.ids()).toEqual(idsOf(events))
    void open
  })

  test('a store that hangs is asked with one event at a time, so that little of it stays in memory', async () => {
    const { database, directory } = await world()
    const { store: whole } = database
    const asked: number[] = []
    let hangs = true
    const hanging = {
      ...whole,
      append(events: readonly DaybookEvent[]) {
        if (!hangs) return whole.append(events)
        asked.push(events.length)
        return new Promise<never>(() => {})
      },
    }
    const options = { storeMillis: 20, maxRetryMillis: 1, onError: () => {} }
    const store = spilling(hanging, directory, { ...options, mode: 'accept' })
    onTestFinished(async () => void (await store.close({ deadlineMillis: 1 })))
    const events = sampleEvents(50)
    await store.append(events)
    await vi.waitFor(() => expect(asked.length).toBeGreaterThan(3))
    expect(asked.slice(1)).toEqual(asked.slice(1).map(() => 1))
    hangs = false
    expect(await store.flush(long)).toBe(true)
    expect(database.ids()).toEqual(idsOf(events))
  })

  test('what the store refuses is not spilled: its caller hears it', async () => {
    const { database, open } = await world()
    database.run(
      "CREATE TRIGGER no_bad BEFORE INSERT ON daybook_events WHEN NEW.action = 'bad' BEGIN SELECT RAISE(ABORT, 'bad'); END",
    )
    const store = open()
    await expect(store.append(sampleEvents(1, () => ({ action: 'bad' })))).rejects.toMatchObject({
      poison: true,
    })
    expect(store.pending()).toBe(0)
  })

  test('an append in a transaction goes straight to the store', async () => {
    const { directory } = await world()
    const seen: unknown[] = []
    const failing = {
      name: 'with transactions',
      capabilities: { durable: true, cancels: false },
      append: async (_: unknown, options?: { tx?: object | null }) => {
        seen.push(options?.tx)
        throw new Error('in its transaction')
      },
      find: async () => [],
      count: async () => 0,
    }
    const store = spilling<object>(failing, directory, { onError: () => {} })
    onTestFinished(async () => void (await store.close()))
    const tx = {}
    await expect(store.append(sampleEvents(1), { tx })).rejects.toThrow('in its transaction')
    expect(seen).toEqual([tx])
    expect(store.pending()).toBe(0)
  })

  test('works without the directory as long as the store does', async () => {
    const { database, directory, open, errors } = await world()
    await writeFile(directory, 'a file where the directory should be')
    const store = open()
    await store.append(sampleEvents(1))
    expect(database.ids()).toHaveLength(1)
    database.lock()
    await expect(store.append(sampleEvents(2))).rejects.toMatchObject({ code: 'DAYBOOK_SPILL_FAILED' })
    database.unlock()
    expect(codes(errors)).toContain('DAYBOOK_SPILL_FAILED')
  })
})

describe('accept', () => {
  test('resolves from the disk and ships from there', async () => {
    const { database, open, files } = await world()
    const store = open({ mode: 'accept' })
    database.lock()
    const events = sampleEvents(5)
    expect([...(await store.append(events)).inserted]).toEqual(idsOf(events))
    expect(store.pending()).toBe(5)
    database.unlock()
    expect(await store.flush(long)).toBe(true)
    expect(database.ids()).toEqual(idsOf(events))
    expect(await files('.spill')).toEqual([])
  })

  test('is the store of a daybook; an event keeps everything on its way', async () => {
    const { database, open } = await world()
    const store = open({ mode: 'accept' })
    const daybook = createDaybook({ store })
    database.lock()
    const event = await daybook.log('invoice.paid', {
      actor: { type: 'User', id: 7, name: 'Zoë \u{1f600}' },
      target: { type: 'Invoice', id: '["a","b"]' },
      note: 'line\nbreak\u2028',
      data: { __proto__: { a: 1 }, list: [1, null, 'x'], nested: { deep: true } },
      occurredAt: new Date('1999-12-31T23:59:59.999Z'),
    })
    database.unlock()
    await store.flush(long)
    const found = await daybook.get(event.id)
    expect({ ...found, recordedAt: null }).toEqual({ ...event, recordedAt: null })
  })
})

describe('after a crash', () => {
  /** What a killed process leaves: closed without its store, owner file removed. */
  async function leftover(count: number, options: SpillOptions = {}) {
    const here = await world()
    here.database.lock()
    const store = here.open({ mode: 'accept', ...options })
    const events = sampleEvents(count)
    for (const event of events) await store.append([event])
    expect(await store.close({ deadlineMillis: 1 })).toEqual({ spilled: count })
    here.database.unlock()
    const [segment = ''] = await here.files('.spill')
    return { ...here, events, path: join(here.directory, segment) }
  }

  test('the next start ships what is there, in order, across files', async () => {
    const { database, open, events, files } = await leftover(300, { segmentBytes: 4_096 })
    expect((await files('.spill')).length).toBeGreaterThan(10)
    const store = open()
    expect(await store.flush(long)).toBe(true)
    expect(database.ids()).toEqual(idsOf(events))
    expect(await files('.spill')).toEqual([])
  })

  test('what was shipped already is not stored twice', async () => {
    const { database, open, events, path, directory } = await leftover(50)
    const copy = await readFile(path)
    await open().close(long)
    await writeFile(join(directory, '0000000000001-aa-00000000.aa.spill'), copy)
    const again = open()
    expect(await again.flush(long)).toBe(true)
    expect(database.ids()).toEqual(idsOf(events))
    expect(again.spillState().deadFiles).toBe(0)
  })

  test.each([1, 5, 17, 18, 19, 40])(
    'a last record cut by %i bytes is found; the others are kept',
    async (cut) => {
      const { database, open, events, path } = await leftover(10)
      const { length } = await readFile(path)
      await truncate(path, length - cut)
      const store = open()
      expect(await store.flush(long)).toBe(true)
      // Without its line break alone, the record is still whole.
      expect(database.ids()).toEqual(idsOf(cut === 1 ? events : events.slice(0, -1)))
      expect(store.spillState().torn).toBe(cut === 1 ? 0 : 1)
    },
  )

  test('a tail of zeros, as a power failure leaves it, is found', async () => {
    const { database, open, events, path } = await leftover(10)
    await appendFile(path, Buffer.alloc(4_096))
    const store = open()
    expect(await store.flush(long)).toBe(true)
    expect(database.ids()).toEqual(idsOf(events))
    expect(store.spillState()).toMatchObject({ torn: 1, corrupt: 0 })
  })

  test.each([
    ['in its length', 3],
    ['in its checksum', 12],
    ['in its JSON', 60],
    ['in its line break', -1],
  ])('a record damaged %s is set aside and told; the others are kept', async (_, offset) => {
    const { database, open, events, path, files, directory, errors } = await leftover(10)
    const bytes = await readFile(path)
    const lines = bytes.toString('latin1').split('\n')
    const start = lines.slice(0, 4).join('\n').length + 1
    const end = start + (lines[4] ?? '').length
    const at = offset === -1 ? end : start + offset
    bytes[at] = (bytes[at] ?? 0) ^ 0x01
    await writeFile(path, bytes)
    const store = open()
    expect(await store.flush(long)).toBe(true)
    if (offset === -1) {
      expect(database.ids()).toEqual(idsOf(events))
      return
    }
    expect(database.ids()).toEqual(idsOf(events.filter((_, index) => index !== 4)))
    expect(store.spillState()).toMatchObject({ corrupt: 1, torn: 0 })
    expect(codes(errors)).toContain('DAYBOOK_SPILL_CORRUPT')
    const [aside = ''] = await files('.corrupt')
    expect(await readFile(join(directory, aside))).toEqual(bytes.subarray(start, end + 1))
  })

  test('files of others in the directory are left alone', async () => {
    const { open, directory } = await leftover(1)
    await writeFile(join(directory, 'README.txt'), 'mine')
    await mkdir(join(directory, 'folder'))
    await open().close(long)
    expect((await readdir(directory)).sort()).toEqual(['README.txt', 'folder'])
  })
})

describe('what the store refuses', () => {
  async function refusing() {
    const here = await world()
    here.database.run(
      "CREATE TRIGGER no_bad BEFORE INSERT ON daybook_events WHEN NEW.action = 'bad' BEGIN SELECT RAISE(ABORT, 'bad'); END",
    )
    return here
  }

  test('goes to the dead letters, alone, and can be tried again', async () => {
    const { database, open, errors, files } = await refusing()
    const store = open({ mode: 'accept' })
    const events = sampleEvents(500, (sequence) => ({ action: sequence === 250 ? 'bad' : 'good' }))
    const [bad] = events.filter(({ action }) => action === 'bad')
    await store.append(events)
    expect(await store.flush(long)).toBe(true)
    expect(database.ids()).toEqual(idsOf(events.filter((event) => event !== bad)))
    expect(store.spillState().deadFiles).toBe(1)
    expect(codes(errors)).toEqual(['DAYBOOK_REFUSED'])

    // Still refused: it comes back to where it was.
    expect(await store.retryDeadLetters()).toBe(1)
    expect(await store.flush(long)).toBe(true)
    expect(await files('.dead')).toHaveLength(1)

    database.run('DROP TRIGGER no_bad')
    expect(await store.retryDeadLetters()).toBe(1)
    expect(await store.flush(long)).toBe(true)
    expect(database.ids().at(-1)).toBe(bad?.id)
    expect(await files('.dead')).toEqual([])
    expect(store.spillState().deadFiles).toBe(0)
  })

  test('among it: an id under which something else is stored', async () => {
    const { database, open, errors, files, directory } = await refusing()
    const [event] = sampleEvents(1)
    if (event === undefined) throw new Error('no event')
    await database.store.append([event])
    const store = open({ mode: 'accept' })
    await store.append([event, { ...event, note: 'something else' }])
    expect(await store.flush(long)).toBe(true)
    expect(database.ids()).toEqual([event.id])
    expect(codes(errors)).toEqual(['DAYBOOK_CONFLICT'])
    const [dead = ''] = await files('.dead')
    expect(await readFile(join(directory, dead), 'utf8')).toContain('something else')
  })
})

describe('bounds', () => {
  test('over maxBytes it refuses loudly and keeps what it has', async () => {
    const { database, open } = await world()
    database.lock()
    const store = open({ mode: 'accept', maxBytes: 20_000 })
    const events = sampleEvents(200)
    const answers = await Promise.allSettled(events.map((event) => store.append([event])))
    const kept = events.filter((_, index) => answers[index]?.status === 'fulfilled')
    const refusals = answers.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []))
    expect(kept.length).toBeGreaterThan(10)
    expect(refusals.length).toBe(200 - kept.length)
    for (const error of refusals)
      expect(error).toMatchObject({ name: 'OverloadedError', code: 'DAYBOOK_SPILL_FULL' })
    expect(store.pending()).toBe(kept.length)
    expect(store.spillState().bytes).toBeLessThanOrEqual(20_000)
    database.unlock()
    await store.flush(long)
    expect(database.ids()).toEqual(idsOf(kept))
    await store.append(sampleEvents(201).slice(200))
  })

  test('after close() nothing is taken; close() may be called twice', async () => {
    const { open, files } = await world()
    const store = open({ mode: 'accept' })
    await store.append(sampleEvents(1))
    const [first, second] = await Promise.all([store.close(long), store.close(long)])
    expect([first, second]).toEqual([{ spilled: 0 }, { spilled: 0 }])
    await expect(store.append(sampleEvents(1))).rejects.toMatchObject({ code: 'DAYBOOK_CLOSED' })
    expect(await files('')).toEqual([])
  })

  test.each([
    [{ maxBytes: 0 }, 'maxBytes'],
    [{ mode: 'both' as 'accept' }, 'mode'],
    [{ retryMillis: Number.NaN }, 'retryMillis'],
  ])('refuses %o', async (options, named) => {
    const { database } = await world()
    expect(() => spilling(database.store, 'x', options)).toThrow(
      expect.objectContaining({ code: 'DAYBOOK_BAD_SPILL', message: expect.stringContaining(named) }),
    )
    expect(() => spilling(database.store, '')).toThrow(expect.objectContaining({ code: 'DAYBOOK_BAD_SPILL' }))
  })
})

test('an onError that throws stops nothing', async () => {
  const { database, directory } = await world()
  const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
  onTestFinished(() => printed.mockRestore())
  const store = spilling(database.store, directory, {
    mode: 'accept',
    maxRetryMillis: 50,
    onError: () => {
      throw new Error('and this one too')
    },
  })
  onTestFinished(async () => void (await store.close({ deadlineMillis: 1 })))
  database.lock()
  await store.append(sampleEvents(1))
  await vi.waitFor(() => expect(printed).toHaveBeenCalled(), { timeout: 20_000 })
  database.unlock()
  expect(await store.flush(long)).toBe(true)
  expect(database.ids()).toHaveLength(1)
})

test('another process that takes a living one for dead loses nothing of it', async () => {
  const { database, open, directory } = await world()
  database.lock()
  const first = open({ mode: 'accept' })
  const events = sampleEvents(40)
  for (const event of events.slice(0, 10)) await first.append([event])
  // Its sign of life gone, the second takes its file over while it goes on writing.
  for (const name of await readdir(directory)) if (name.endsWith('.owner')) await rm(join(directory, name))
  const second = open({ mode: 'accept' })
  await vi.waitFor(() => expect(second.pending()).toBe(10), { timeout: 20_000 })
  for (const event of events.slice(10)) await first.append([event])
  database.unlock()
  expect(await first.flush(long)).toBe(true)
  expect(await second.flush(long)).toBe(true)
  expect([...database.ids()].sort()).toEqual(idsOf(events))
})
