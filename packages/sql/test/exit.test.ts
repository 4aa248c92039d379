import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'daybook-exit-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Starts the app; `says` resolves when it has said something. */
function start(way: string) {
  const app = new URL('./exit-app.ts', import.meta.url).pathname
  const child: ChildProcess = spawn(
    process.execPath,
    ['--conditions=daybook-source', '--disable-warning=ExperimentalWarning', app, join(folder, 'db'), way],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      said += chunk
    })
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) =>
    child.on('close', (code, signal) => resolve({ code, signal })),
  )
  return {
    child,
    ended,
    said: () => said,
    async says(text: string) {
      while (!said.includes(text)) {
        if (child.exitCode !== null) throw new Error(`It ended, and said only: ${said}`)
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    },
  }
}

function stored(): number {
  const database = new DatabaseSync(join(folder, 'db'))
  const [row] = database.prepare('SELECT count(*) AS found FROM daybook_events').all()
  database.close()
  return Number(row?.found)
}

test('A12: a daybook keeps no process alive', async () => {
  expect(await start('does nothing').ended).toEqual({ code: 0, signal: null })
})

test('A06: what was deferred is stored when the process comes to its natural end', async () => {
  const app = start('defers and ends')
  expect(await app.ended).toEqual({ code: 0, signal: null })
  expect([stored(), app.said()]).toEqual([50, ''])
})

test('A06: also when the store only takes it a while later', async () => {
  const app = start('defers while another connection has the lock')
  expect(await app.ended).toEqual({ code: 0, signal: null })
  expect([stored(), app.said()]).toEqual([50, 'tried again: true\n'])
})

test.each([
  { way: 'throws in a timer', code: 1, kept: 0 },
  { way: 'leaves a rejection alone', code: 1, kept: 0 },
  { way: 'throws, and closes in a handler of its own', code: 7, kept: 50 },
  { way: 'has an exit code of its own', code: 5, kept: 50 },
])('A07: an app that $way ends with its own exit code', async ({ way, code, kept }) => {
  expect(await start(way).ended).toEqual({ code, signal: null })
  expect(stored()).toBe(kept)
})

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  'A02, A04: flushOnSignal() stores what waits, and the process ends by %s',
  async (signal) => {
    const app = start('waits for a signal')
    await app.says('ready')
    app.child.kill(signal)
    expect(await app.ended).toEqual({ code: null, signal })
    expect(stored()).toBe(50)
  },
)

test('A03: a second signal ends the waiting, and what is lost is told', async () => {
  const app = start('waits for a signal, its store hangs')
  await app.says('ready')
  app.child.kill('SIGTERM')
  await app.says('closing')
  app.child.kill('SIGTERM')
  expect(await app.ended).toEqual({ code: null, signal: 'SIGTERM' })
  expect(app.said().match(/dropped: closed/g)).toHaveLength(3)
})
