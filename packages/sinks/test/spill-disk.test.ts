import { execFile, execFileSync } from 'node:child_process'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { spilling } from '../src/spill.ts'
import { hasStrace } from './has-strace.ts'
import { sampleEvents } from './sample-events.ts'
import { openSqliteFile } from './sqlite-store.ts'
import { temporaryFolder } from './temporary-folder.ts'

const run = promisify(execFile)
const filler = fileURLToPath(new URL('spill-filler.ts', import.meta.url))

interface Outcome {
  readonly acknowledged: readonly string[]
  readonly rejected: readonly { readonly id: string; readonly code: unknown; readonly cause: unknown }[]
}

/** Can this user mount a file system of one megabyte? */
function canMount(): boolean {
  try {
    const folder = execFileSync('mktemp', ['-d'], { encoding: 'utf8' }).trim()
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' })
    execFileSync('umount', [folder])
    execFileSync('rmdir', [folder])
    return true
  } catch {
    return false
  }
}

async function world() {
  const folder = await temporaryFolder()
  const path = join(folder, 'events.db')
  const directory = join(folder, 'spill')
  const database = openSqliteFile(path)
  onTestFinished(() => database.close())
  database.lock()
  return {
    database,
    directory,
    /** Runs a process that fills the directory under a limit, and answers what it was told. */
    async fill(count: number, ...under: readonly string[]): Promise<Outcome> {
      const node = [process.execPath, '--no-warnings', '--conditions=daybook-source', filler]
      const [command = '', ...rest] = [...under, ...node, path, directory, String(count)]
      const { stdout } = await run(command, rest, { maxBuffer: 64 * 1024 * 1024 })
      return JSON.parse(stdout) as Outcome
    },
    /** What the store has after everything in the directory was shipped. */
    async shipped(): Promise<readonly string[]> {
      database.unlock()
      const store = spilling(database.store, directory, { onError: () => {} })
      expect(await store.flush({ deadlineMillis: 20_000 })).toBe(true)
      await store.close()
      return database.ids()
    },
  }
}

describe.skipIf(!canMount())('a disk that is full', () => {
  test('acknowledges only what is kept, says so with a typed error, and goes on when there is room', async () => {
    const { database, directory, shipped } = await world()
    await mkdir(directory)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', directory])
    onTestFinished(() => void execFileSync('umount', [directory]))
    const ballast = join(directory, 'ballast')
    await writeFile(ballast, Buffer.alloc(512 * 1024))

    const store = spilling(database.store, directory, { mode: 'accept', onError: () => {} })
    const events = sampleEvents(900, () => ({ note: 'x'.repeat(1_000) }))
    const acknowledged: string[] = []
    const errors: unknown[] = []
    for (const event of events)
      await store.append([event]).then(
        () => acknowledged.push(event.id),
        (error) => errors.push(error),
      )
    expect(acknowledged.length).toBeGreaterThan(100)
    expect(errors.length).toBeGreaterThan(100)
    for (const error of errors)
      expect(error).toMatchObject({
        name: 'StorageError',
        code: 'DAYBOOK_DISK_FULL',
        retryable: true,
        cause: expect.objectContaining({ code: 'ENOSPC' }),
      })
    expect(store.pending()).toBe(acknowledged.length)

    await rm(ballast)
    const [last] = sampleEvents(901).slice(900)
    if (last === undefined) throw new Error('no event')
    await store.append([last])
    await store.close({ deadlineMillis: 1 })
    expect(await shipped()).toEqual([...acknowledged, last.id])
    expect(await readdir(directory)).toEqual([])
  })
})

test('a limit of the file size is a full disk as well', async () => {
  const { fill, shipped } = await world()
  // In blocks of 512 bytes or of 1,024, as the shell likes: less than one segment in any case.
  const { acknowledged, rejected } = await fill(600, 'sh', '-c', 'ulimit -f 300; exec "$@"', 'sh')
  expect(acknowledged.length).toBeGreaterThan(50)
  for (const { code, cause } of rejected) expect([code, cause]).toEqual(['DAYBOOK_DISK_FULL', 'EFBIG'])
  expect(rejected.length).toBeGreaterThan(0)
  expect(await shipped()).toEqual(acknowledged)
})

describe.skipIf(!hasStrace())('an fsync that fails', () => {
  test('is not acknowledged, and the file is not written to again', async () => {
    const { fill, shipped } = await world()
    const injected = [
      'strace',
      '-f',
      '-o',
      '/dev/null',
      '-e',
      'trace=fdatasync',
      '-e',
      'inject=fdatasync:error=EIO:when=3+5',
    ]
    const { acknowledged, rejected } = await fill(60, ...injected)
    expect(rejected.length).toBeGreaterThan(0)
    for (const { code, cause } of rejected) expect([code, cause]).toEqual(['DAYBOOK_SPILL_FAILED', 'EIO'])
    expect(acknowledged.length + rejected.length).toBe(60)
    expect(await shipped()).toEqual(acknowledged)
  })
})
