// Pictures of every page and state, for people to look at: `pnpm --filter @daybook/viewer screenshots`.
//
// Runs on the built packages, because Node cannot strip JSX; the script builds them first. Writes to
// `screenshots/viewer/` at the root of the repository, which git ignores. Names after the command photograph those alone.
import { mkdir } from 'node:fs/promises'
import { createDaybook, StorageError, TimeoutError } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { createViewer, type ViewableDaybook, type ViewerRequestOptions } from '@daybook/viewer'
import { launchBrowser } from '../../../scripts/test-browser.mjs'
import { believableDaybook, sampleNow } from './believable-events.ts'
import { mountPath, serveWithExpress } from './mount.ts'

const folder = new URL('../../../screenshots/viewer/', import.meta.url)

const full = await believableDaybook()
const empty = createDaybook({ store: createMemoryStore() })
const { events } = await full.find({ limit: 4 })
const [created] = (await full.find({ action: 'invoice.created', limit: 1 })).events
const [, updated, failed, denied] = events.map(({ id }) => `e/${id}`)

const open = { access: {} }
const closed = {
  access: null,
  hint: 'Pass `authorize` to the viewer: viewer(daybook, { authorize: (req) => req.user?.role === "admin" }).',
}

interface Shot {
  readonly name: string
  readonly path?: string
  readonly daybook?: ViewableDaybook
  readonly options?: ViewerRequestOptions
  readonly whole?: boolean
}

const shots: readonly Shot[] = [
  { name: 'explore' },
  { name: 'explore-drawer', path: `?e=${updated?.slice(2)}` },
  { name: 'list-whole', path: '?q=since:7d', whole: true },
  { name: 'list-filtered', path: '?q=action:invoice.*+actor:User:7+outcome:success,denied+since:all' },
  { name: 'event', path: updated ?? '', whole: true },
  { name: 'event-failure', path: failed ?? '' },
  { name: 'event-denied', path: denied ?? '' },
  { name: 'target', path: 't/Invoice/42', whole: true },
  { name: 'state', path: `state/Invoice/42?at=${updated?.slice(2)}`, whole: true },
  {
    name: 'states-compared',
    path: `state/Invoice/42?at=${updated?.slice(2)}&from=${created?.id}`,
    whole: true,
  },
  { name: 'actor', path: 'a/User/7' },
  { name: 'request', path: 'r/req_9f2c' },
  { name: 'actors', path: 'a?since=30d' },
  { name: 'targets', path: 't?since=7d' },
  { name: 'usage', path: 'usage', whole: true },
  { name: 'unknown-subject', path: 't/Invoice/none' },
  { name: 'overview-too-slow', daybook: { ...full, summarise: () => Promise.reject(timeout()) } },
  { name: 'too-slow', daybook: failing(timeout()) },
  { name: 'no-match', path: '?q=actor:bob' },
  { name: 'first-run', daybook: empty },
  { name: 'empty-window', path: '?q=since:2026-11-21T09:16Z' },
  { name: 'bad-query', path: '?q=actr:ada+outcome:denied' },
  { name: 'unknown-event', path: 'e/nothing' },
  { name: 'not-found', path: 'nothing/here' },
  { name: 'no-access', options: { access: null } },
  { name: 'no-access-hint', options: closed },
  { name: 'table-missing', daybook: failing(tableMissing()) },
  { name: 'failure', daybook: failing(new Error('connection refused')) },
]

await mkdir(folder, { recursive: true })
await using browser = await launchBrowser()
const asked = process.argv.slice(2)
for (const { name, path = '', daybook = full, options = open, whole = false } of shots) {
  if (asked.length > 0 && !asked.includes(name)) continue
  const viewer = createViewer(daybook, {
    environment: 'staging',
    clock: () => sampleNow,
    recordAccess: false,
    onError: () => {},
  })
  await using server = await serveWithExpress(viewer, () => options)
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [size, width, height] of [['desktop', 1440, 900] as const, ['phone', 390, 844] as const]) {
      const page = await browser.newPage({ colorScheme, viewport: { width, height } })
      await page.goto(`${server.url}${mountPath}/${path}`)
      if (size === 'desktop' && path.startsWith('?e=')) await page.locator('.drawer article').waitFor()
      const file = new URL(`${name}-${size}-${colorScheme}.png`, folder)
      await page.screenshot({ path: file.pathname, fullPage: whole })
      await page.close()
    }
  }
}

function failing(error: Error): ViewableDaybook {
  const fail = () => Promise.reject(error)
  return {
    find: fail,
    get: fail,
    count: fail,
    summarise: fail,
    stream() {
      throw error
    },
  }
}

function tableMissing(): StorageError {
  return new StorageError({
    code: 'DAYBOOK_TABLE_MISSING',
    message: 'The table `daybook_events` does not exist in `app.db`.',
    fix: 'Create it with a migration, or turn on `synchronize` for development.',
  })
}

function timeout(): TimeoutError {
  return new TimeoutError({ code: 'DAYBOOK_TIMEOUT', message: 'The store did not answer.', fix: 'Wait.' })
}
