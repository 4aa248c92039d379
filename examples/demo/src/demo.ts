// The example with something going on in it. Ctrl-C ends it; what was logged stays for the next time.
import { randomBytes } from 'node:crypto'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createApp } from './app.ts'
import { openDatabase } from './database.ts'
import { createAppDaybook, createAppStore } from './daybook.ts'
import { demoAccounts, demoPassword } from './demo/accounts.ts'
import { importHistory } from './demo/import-history.ts'
import { listen, urlOf } from './demo/listen.ts'
import { madeUpHistory } from './demo/made-up-history.ts'
import { readHistory } from './demo/read-history.ts'
import { createTerminal, strong } from './demo/terminal.ts'
import { drive } from './demo/traffic.ts'
import { addUsers } from './seed.ts'

const defaultFolder = fileURLToPath(new URL('../data', import.meta.url))
const {
  DAYBOOK_DEMO_DIR = defaultFolder,
  DAYBOOK_DEMO_DATA,
  DAYBOOK_DEMO_PORT = '4983',
  DATABASE_URL,
} = process.env

// The viewer then opens without a sign-in, to a browser on this machine and to no other.
process.env.NODE_ENV = 'development'

const terminal = createTerminal()
const dataSource = await openDatabase(DATABASE_URL ?? join(DAYBOOK_DEMO_DIR, 'demo.db'))
await addUsers(dataSource, demoAccounts)
const store = createAppStore(dataSource)
const app = createApp(dataSource, createAppDaybook(store), {
  sessionSecret: randomBytes(32).toString('base64url'),
  guests: demoAccounts,
})
const server = await listen(app, Number(DAYBOOK_DEMO_PORT))
const url = urlOf(server)

terminal.print(`
  ${strong('The log')}   ${url}/admin/events
  ${strong('The app')}   ${url}

  The log needs no sign-in here: the demo runs with NODE_ENV=development, and only this machine can reach it.
  In the app, sign in with one click, or with the password ${strong(demoPassword)} as
${demoAccounts.map(({ email, role }) => `    ${email.padEnd(20)} ${role}`).join('\n')}

  Ctrl-C ends the demo.
`)

const stopping = new AbortController()
const { signal } = stopping

async function runTraffic(): Promise<void> {
  const people = demoAccounts.filter(({ role }) => role !== 'admin')
  const { requests, refused } = await drive({ url, people, signal })
  terminal.print(`Traffic: ${people.length} people made ${requests} requests; ${refused} were refused.`)
}

async function runImport(): Promise<void> {
  const history = DAYBOOK_DEMO_DATA ? readHistory(DAYBOOK_DEMO_DATA) : madeUpHistory()
  const name = DAYBOOK_DEMO_DATA ? basename(DAYBOOK_DEMO_DATA) : 'made-up history'
  const onProgress = (events: number, read: number) => terminal.progress('Importing', events, read)
  terminal.print(`Importing ${name}.`)
  const started = performance.now()
  const { read, added, refused } = await importHistory({ dataSource, store, history, signal, onProgress })
  const seconds = ((performance.now() - started) / 1_000).toFixed(1)
  terminal.clear()
  if (signal.aborted) return
  const outcome =
    added === 0 ? `all ${format(read - refused)} events were already there` : `${format(added)} events added`
  const bad = refused === 0 ? '' : `; ${format(refused)} lines were no events`
  terminal.print(`Import: ${outcome}${bad} (${seconds} s).`)
}

function format(count: number): string {
  return count.toLocaleString('en')
}

/** What goes on in the demo must not end it. */
async function report(what: string, work: Promise<void>): Promise<void> {
  try {
    await work
  } catch (error) {
    terminal.clear()
    if (!signal.aborted) terminal.print(`${what} stopped: ${error instanceof Error ? error.message : error}`)
  }
}

const running = Promise.all([report('Traffic', runTraffic()), report('Import', runImport())])

async function stop(): Promise<void> {
  if (signal.aborted) process.exit(130)
  stopping.abort()
  terminal.clear()
  server.close()
  await running
  server.closeAllConnections()
  await dataSource.destroy()
  terminal.print('Ended.')
}

for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => void stop())
