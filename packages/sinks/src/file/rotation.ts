import { access, readdir, rename, unlink } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'

const stamp = /^-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z$/

/** The part of a time that stays the same for as long as a file is written to. */
export function periodOf(time: Date, every: 'hour' | 'day' | undefined): string {
  if (every === undefined) return ''
  return time.toISOString().slice(0, every === 'day' ? 10 : 13)
}

/**
 * Renames `events.jsonl` to `events-2026-11-21T14-00-00-000Z.jsonl`, and removes the oldest of its like. The names
 * sort as the files were put aside, two of one millisecond too.
 */
export function createPutAside(path: string, keep: number): (now: Date) => Promise<void> {
  const extension = extname(path)
  const stem = basename(path, extension)
  const folder = dirname(path)
  let last = 0

  const nameAt = (millis: number): string =>
    `${stem}-${new Date(millis).toISOString().replaceAll(/[:.]/g, '-')}${extension}`
  const isLike = (name: string): boolean =>
    name.startsWith(stem) &&
    name.endsWith(extension) &&
    stamp.test(name.slice(stem.length, name.length - extension.length))

  return async (now) => {
    last = Math.max(last + 1, now.getTime())
    while (await exists(join(folder, nameAt(last)))) last++
    await rename(path, join(folder, nameAt(last)))
    if (keep === Number.POSITIVE_INFINITY) return
    const old = (await readdir(folder)).filter(isLike).sort()
    for (const name of old.slice(0, Math.max(0, old.length - keep))) await unlink(join(folder, name))
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch {
    return false
  }
}
