import { equal, ok } from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Bench, Finding } from '../fault-row.ts'
import { select, storedEvents } from '../judge.ts'
import { migrate } from '../migrate.ts'
import { judgeAll, tryApp } from './several-apps.ts'

const mount = (folder: string, size: string) =>
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { stdio: 'ignore' })

/** Why this user cannot have a small disk, if so. */
export function mountRefused(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'daybook-mount-'))
  try {
    mount(folder, '64k')
    execFileSync('umount', [folder])
    return undefined
  } catch {
    return 'this user may not mount a file system'
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Logs into an SQLite file on a disk of 2 MB until long after it is full, then makes room. */
export async function fullDisk(bench: Bench): Promise<Finding> {
  const engine = 'sqlite'
  const disk = join(bench.folder, 'disk')
  mkdirSync(disk)
  mount(disk, '2m')
  bench.onEnd(() => execFileSync('umount', [disk]))
  const ballast = join(disk, 'ballast')
  writeFileSync(ballast, Buffer.alloc(512 * 1024))
  const url = join(disk, 'app.db')
  await migrate(engine, url)
  const tried = tryApp(bench, {
    ...{ adapter: 'driver', engine, mode: 'immediate', url, events: 300 },
    delivery: { deadlineMillis: 50 },
  })
  await tried.app.ended
  const oracle = tried.app.oracle()
  ok(oracle.rejected.length > 0, 'the disk was large enough')
  const [sound] = await select(engine, url, 'PRAGMA integrity_check')
  equal(sound?.integrity_check, 'ok')
  const stored = (await storedEvents(engine, url)).length
  rmSync(ballast)
  const codes = new Set(oracle.rejected.map(({ code }) => code))
  ok(codes.has('DAYBOOK_DATABASE_FULL'), [...codes].join(' '))
  return judgeAll([tried], { stored, 'rejected with': [...codes].join(' ') })
}
