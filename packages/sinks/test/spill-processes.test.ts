import { type ChildProcess, spawn } from 'node:child_process'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { spilling } from '../src/spill.ts'
import { hasStrace } from './has-strace.ts'
import { openSqliteFile } from './sqlite-store.ts'
import { temporaryFolder } from './temporary-folder.ts'

const writer = fileURLToPath(new URL('spill-writer.ts', import.meta.url))
const rounds = 20

async function world() {
  const folder = await temporaryFolder()
  const path = join(folder, 'events.db')
  const directory = join(folder, 'spill')
  const acknowledged = join(folder, 'acknowledged')
  const database = openSqliteFile(path)
  onTestFinished(() => database.close())

  const idsAcknowledged = async (): Promise<readonly string[]> =>
    // The last line may be cut by the kill: its event counts as not acknowledged.
    (await readFile(acknowledged, 'utf8').catch(() => '')).split('\n').slice(0, -1)

  return {
    database,
    directory,
    idsAcknowledged,
    start(mode: string, ...under: readonly string[]): ChildProcess {
      const node = [process.execPath, '--no-warnings', '--conditions=daybook-source', writer]
      const [command = '', ...rest] = [...under, ...node, mode, path, directory, acknowledged]
      // One thread for files, so that the n-th call is the n-th call.
      const env = { ...process.env, UV_THREADPOOL_SIZE: '1' }
      const child = spawn(command, rest, { env, stdio: ['ignore', 'ignore', 'inherit'] })
      onTestFinished(() => void child.kill('SIGKILL'))
      return child
    },
    async untilAcknowledged(count: number) {
      await vi.waitFor(async () => expect((await idsAcknowledged()).length).toBeGreaterThanOrEqual(count), {
        timeout: 60_000,
        interval: 10,
      })
    },
  }
}

async function kill(child: ChildProcess): Promise<void> {
  const exited = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await exited
}

test.each(['fallback', 'accept'])(
  `${rounds} kills at random moments lose nothing and store nothing twice (%s)`,
  async (mode) => {
    const { database, directory, idsAcknowledged, start, untilAcknowledged } = await world()
    let before = 0
    for (let round = 0; round < rounds; round++) {
      // Two processes share the directory; in every other round the store refuses all writes for a while.
      const isAway = round % 2 === 1
      if (isAway) database.lock()
      const children = [start(mode), start(mode)]
      await untilAcknowledged(before + 20)
      await sleep(Math.random() * 60)
      if (isAway && round % 4 === 1) database.unlock()
      await sleep(Math.random() * 60)
      await Promise.all(children.map(kill))
      if (isAway && round % 4 === 3) database.unlock()
      before = (await idsAcknowledged()).length
    }

    const store = spilling(database.store, directory, { onError: () => {} })
    expect(await store.flush({ deadlineMillis: 60_000 })).toBe(true)
    await store.close()

    const stored = database.ids()
    const there = new Set(stored)
    const acknowledged = await idsAcknowledged()
    expect(acknowledged.length).toBeGreaterThan(rounds * 20)
    expect(acknowledged.filter((id) => !there.has(id))).toEqual([])
    expect(stored.length - there.size).toBe(0)
    expect((await readdir(directory)).filter((name) => !name.endsWith('.owner'))).toEqual([])
  },
  240_000,
)

test('a living process takes over what a killed one left, without a restart', async () => {
  const { database, directory, idsAcknowledged, start, untilAcknowledged } = await world()
  const living = spilling(database.store, directory, { mode: 'accept', onError: () => {} })
  onTestFinished(async () => void (await living.close()))
  expect(await living.flush()).toBe(true)
  database.lock()
  const child = start('accept')
  await untilAcknowledged(100)
  await kill(child)
  database.unlock()
  const acknowledged = await idsAcknowledged()
  await vi.waitFor(() => expect(database.ids()).toEqual(expect.arrayContaining([...acknowledged])), {
    timeout: 25_000,
  })
})

test('a stopped process goes on when it is continued, though another took its files', async () => {
  const { database, directory, idsAcknowledged, start, untilAcknowledged } = await world()
  database.lock()
  const child = start('accept')
  await untilAcknowledged(50)
  child.kill('SIGSTOP')
  const before = (await idsAcknowledged()).length
  // As after half a minute of silence.
  const [owner = ''] = (await readdir(directory)).filter((name) => name.endsWith('.owner'))
  await rm(join(directory, owner))
  const other = spilling(database.store, directory, { onError: () => {} })
  await vi.waitFor(() => expect(other.pending()).toBeGreaterThanOrEqual(before), { timeout: 20_000 })
  child.kill('SIGCONT')
  await untilAcknowledged(before + 50)
  await kill(child)
  database.unlock()
  await other.close({ deadlineMillis: 20_000 })
  const last = spilling(database.store, directory, { onError: () => {} })
  expect(await last.flush({ deadlineMillis: 20_000 })).toBe(true)
  await last.close()
  const stored = new Set(database.ids())
  expect((await idsAcknowledged()).filter((id) => !stored.has(id))).toEqual([])
})

describe.skipIf(!hasStrace())('a kill in the middle of a system call', () => {
  test.each(
    ['fdatasync', 'fsync', 'unlink', 'pwrite64'].flatMap((call) =>
      [1, 2, 7].map((when) => [call, when] as const),
    ),
  )('%s, number %i, loses nothing', async (call, when) => {
    const { database, directory, idsAcknowledged, start } = await world()
    const inject = `inject=${call}:signal=KILL:when=${when}`
    const child = start('accept', 'strace', '-f', '-o', '/dev/null', '-e', `trace=${call}`, '-e', inject)
    const signal = await new Promise((resolve) => child.once('exit', (_, name) => resolve(name)))
    expect(signal).toBe('SIGKILL')
    const store = spilling(database.store, directory, { onError: () => {} })
    expect(await store.flush({ deadlineMillis: 20_000 })).toBe(true)
    await store.close()
    const stored = database.ids()
    expect((await idsAcknowledged()).filter((id) => !stored.includes(id))).toEqual([])
    expect(new Set(stored).size).toBe(stored.length)
  })
})
