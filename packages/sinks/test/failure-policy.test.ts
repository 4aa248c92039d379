import { join } from 'node:path'
import { createDaybook, defineEvents } from '@daybook/core'
import { expect, onTestFinished, test } from 'vitest'
import { type SpillOptions, spilling } from '../src/spill.ts'
import { openSqliteFile } from './sqlite-store.ts'
import { temporaryFolder } from './temporary-folder.ts'

const events = defineEvents({ kept: { failure: 'spill' }, thrown: {}, noted: { failure: 'report' } })

/** A daybook over a database that can be made to refuse writes. */
async function world(options: SpillOptions = { mode: 'chosen' }) {
  const folder = await temporaryFolder()
  const database = openSqliteFile(join(folder, 'events.db'))
  onTestFinished(() => database.close())
  const store = spilling(database.store, join(folder, 'spill'), {
    onError: () => {},
    maxRetryMillis: 50,
    ...options,
  })
  const daybook = createDaybook({ store, events, onError: () => {} })
  onTestFinished(async () => {
    await daybook.close()
    await store.close({ deadlineMillis: 1 })
  })
  const lose = () => database.run('ALTER TABLE daybook_events RENAME TO gone')
  const mend = () => database.run('ALTER TABLE gone RENAME TO daybook_events')
  return { database, store, daybook, lose, mend }
}

const long = { deadlineMillis: 20_000 }

test('spill: while the database is away the event is kept on disk, and stored when it is back', async () => {
  const { database, store, daybook } = await world()
  const before = await daybook.log('kept')
  database.lock()
  const first = await daybook.log('kept')
  const second = await daybook.log('kept')
  const deferred = daybook.defer('kept')
  await daybook.flush()
  expect(store.pending()).toBe(3)
  expect(daybook.health().counters).toMatchObject({ stored: 1, spilled: 3, failed: 0 })
  expect(database.ids()).toEqual([before.id])
  database.unlock()
  expect(await store.flush(long)).toBe(true)
  expect(database.ids()).toEqual([before.id, first.id, second.id, deferred.id])
})

test('only the events of actions that say so are kept: others are told, or reported', async () => {
  const { database, store, daybook, lose, mend } = await world()
  lose()
  await expect(daybook.log('thrown')).rejects.toMatchObject({ code: 'DAYBOOK_TABLE_MISSING' })
  expect((await daybook.log('noted')).recordedAt).toBe(null)
  expect(store.pending()).toBe(0)
  const { id } = await daybook.log('kept')
  await expect(daybook.log('thrown')).rejects.toMatchObject({ code: 'DAYBOOK_TABLE_MISSING' })
  expect(daybook.health()).toMatchObject({ state: 'down', counters: { spilled: 1, failed: 3 } })
  mend()
  expect(await store.flush(long)).toBe(true)
  expect(database.ids()).toEqual([id])
})

test('an action that must not happen without its record asks the database, unless every event may be spilled', async () => {
  const required = { action: 'thrown', required: true } as const
  const chosen = await world()
  chosen.lose()
  await expect(chosen.daybook.logged(required, () => 'done')()).rejects.toMatchObject({
    code: 'DAYBOOK_STORE_DOWN',
    status: 503,
  })
  const fallback = await world({ mode: 'fallback' })
  fallback.lose()
  expect(await fallback.daybook.logged(required, () => 'done')()).toBe('done')
  expect(fallback.store.pending()).toBe(1)
})

test('logged() has a policy of its own', async () => {
  const { store, daybook, lose } = await world()
  lose()
  expect(await daybook.logged({ action: 'thrown', failure: 'spill' }, () => 'done')()).toBe('done')
  expect(store.pending()).toBe(1)
  await expect(daybook.logged({ action: 'kept', failure: 'throw' }, () => 'done')()).rejects.toMatchObject({
    code: 'DAYBOOK_TABLE_MISSING',
  })
})
