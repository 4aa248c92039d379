import { readFileSync, readlinkSync } from 'node:fs'
import { readFile, stat, unlink, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { fileCode } from './spill-error.ts'

/** Who is behind an owner file. */
interface Owner {
  readonly pid: number
  /** When the process began, in ticks since the machine did: a process id is used again, the two together are not. */
  readonly began: string | undefined
  /** The machine, its start and its process namespace: only inside one does a process id mean anything. */
  readonly machine: string
}

/** The file that tells the others of a directory that the segments of an owner are looked after. */
export interface OwnerFile {
  /** Renews the sign of life. */
  touch(): Promise<void>
  /** Whether the owner with that id may still be writing. Wrong only for one that has not shown itself for long. */
  isAlive(id: string): Promise<boolean>
  remove(): Promise<void>
}

/** How long an owner may be silent before its segments are taken over. */
const silenceMillis = 30_000

export const ownerSuffix = '.owner'

export function createOwnerFile(directory: string, id: string): OwnerFile {
  const self: Owner = { pid: process.pid, began: beginOf(process.pid), machine: thisMachine() }
  const path = (owner: string): string => join(directory, owner + ownerSuffix)

  return {
    touch: () => writeFile(path(id), JSON.stringify(self), { mode: 0o600 }),

    async isAlive(owner) {
      try {
        // Two times of one clock: that of a shared file system need not be ours.
        const [mine, its] = await Promise.all([stat(path(id)), stat(path(owner))])
        if (mine.mtimeMs - its.mtimeMs > silenceMillis) return false
        const { pid, began, machine } = JSON.parse(await readFile(path(owner), 'utf8')) as Owner
        return machine !== self.machine || (isRunning(pid) && beginOf(pid) === began)
      } catch (error) {
        // A file that is being written has no JSON yet.
        return fileCode(error) !== 'ENOENT'
      }
    },

    remove: () => unlink(path(id)).catch(() => {}),
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return fileCode(error) === 'EPERM'
  }
}

/** The 22nd field of `/proc/<pid>/stat`; the second is a name in parentheses and may hold anything. */
function beginOf(pid: number): string | undefined {
  return attempt(() => {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19]
  })
}

function thisMachine(): string {
  const boot = attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim())
  const namespace = attempt(() => readlinkSync('/proc/self/ns/pid'))
  return [hostname(), boot, namespace].join(' ')
}

/** What only Linux can tell. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
