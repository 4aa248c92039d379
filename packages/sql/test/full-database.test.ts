import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createDaybook } from '@daybook/core'
import { createStatements, eventTable, sqlite } from '@daybook/sql'
import { createNodeSqliteStore } from '@daybook/sql/node-sqlite'
import { afterEach, expect, test, vi } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'daybook-full-'))
const database = new DatabaseSync(join(folder, 'app.db'))
for (const statement of createStatements(sqlite, eventTable({}))) database.exec(statement)
const pages = (most: number) => database.exec(`PRAGMA max_page_count = ${most}`)
const rows = () => database.prepare('SELECT id FROM daybook_events').all().length

afterEach(() => {
  database.close()
  rmSync(folder, { recursive: true })
})

test('B15: a full database has an error of its own; deferred events wait for room', async () => {
  const daybook = createDaybook({ store: createNodeSqliteStore(database) })
  const data = { text: 'x'.repeat(2_000) }
  pages(100)
  let stored = 0
  const filling = async () => {
    for (;;) {
      await daybook.log('x', { data })
      stored++
    }
  }
  await expect(filling()).rejects.toMatchObject({
    code: 'DAYBOOK_DATABASE_FULL',
    retryable: false,
    cause: { errcode: 13 },
  })
  expect(rows()).toBe(stored)
  expect(stored).toBeGreaterThan(10)
  expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })

  for (let index = 0; index < 20; index++) daybook.defer('x', { data })
  await vi.waitFor(() => expect(daybook.health().counters.retried).toBeGreaterThan(0))
  expect(daybook.health()).toMatchObject({ state: 'down', error: { code: 'DAYBOOK_DATABASE_FULL' } })
  pages(10_000)
  expect(await daybook.close()).toMatchObject({ stored: 20, dropped: 0 })
  expect(rows()).toBe(stored + 20)
})
