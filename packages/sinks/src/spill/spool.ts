import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createOwnerFile, ownerSuffix } from './owner.ts'
import { encodeRecord, type Scan, type Span, scanRecords } from './record.ts'
import { createSegmentBases, parseSegmentName, type Segment, segmentName, syncDirectory } from './segment.ts'
import { createSegmentWriter } from './segment-writer.ts'
import { fileCode, spillCorrupt, spillFull, toSpillError } from './spill-error.ts'

/** How large a spool may be, and who hears of what is damaged. */
export interface SpoolOptions {
  readonly maxBytes: number
  readonly segmentBytes: number
  readonly onError: (error: unknown) => void
}

/** The oldest records that are not in the store yet. */
export interface SpoolBatch {
  readonly records: readonly string[]
  /** They are in the store, or set aside: never read again. */
  commit(): Promise<void>
  /** Keeps records that the store will never take where {@link Spool.requeueDead} finds them. */
  setAside(records: readonly string[]): Promise<void>
}

/** A queue of records in files, shared by processes: each writes and reads its own, and those of the dead. */
export interface Spool {
  /** Records that are acknowledged and neither in the store nor set aside. */
  readonly pending: number
  /** What this process's segments, and when last looked all other files of the directory, are long. */
  readonly bytes: number
  readonly deadFiles: number
  readonly corrupt: number
  readonly torn: number
  /** Nothing pending, and nothing being written. */
  readonly empty: boolean
  /** Makes the directory and takes over what dead processes left. Once; again after it failed. */
  start(): Promise<void>
  /** Resolves once the records would outlive a power failure. */
  append(records: readonly string[]): Promise<void>
  next(limit: number): Promise<SpoolBatch | undefined>
  /** Calls back whenever there may be more to read, or nothing left to. */
  onChange(callback: () => void): void
  /** Removes the files of what is in the store. */
  tidy(): Promise<void>
  /** Puts everything set aside back into the queue; answers how many records. */
  requeueDead(): Promise<number>
  /** Ends the segments and leaves them to whoever comes next. */
  close(): Promise<void>
}

const deadSuffix = '.dead'
const corruptSuffix = '.corrupt'
const lookMillis = 5_000
const windowBytes = 1024 * 1024

export function createSpool(directory: string, { maxBytes, segmentBytes, onError }: SpoolOptions): Spool {
  const id = randomBytes(8).toString('hex')
  const owner = createOwnerFile(directory, id)
  const nextBase = createSegmentBases(id, Date.now)
  let segments: Segment[] = []
  let othersBytes = 0
  let queuedBytes = 0
  let deadFiles = 0
  let corrupt = 0
  let torn = 0
  let started: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let changed = (): void => {}

  const drop = (segment: Segment): void => {
    segments = segments.filter((each) => each !== segment)
    changed()
  }

  const insert = (segment: Segment): void => {
    segments = [...segments, segment].sort((a, b) => (a.base < b.base ? -1 : 1))
  }

  const writer = createSegmentWriter({
    directory,
    segmentBytes,
    nextSegment() {
      const base = nextBase()
      return emptySegment(base, join(directory, segmentName(base, id)))
    },
    onOpen: insert,
    onWritten: () => changed(),
    onLost: drop,
  })

  const pending = (): number =>
    segments.reduce((sum, { records, shippedRecords }) => sum + records - shippedRecords, 0)
  const used = (): number => segments.reduce((sum, { bytes }) => sum + bytes, othersBytes)

  /** Makes a file one of our segments, unless somebody was faster. */
  const claim = async (name: string, base: string): Promise<Segment | undefined> => {
    const path = join(directory, segmentName(base, id))
    try {
      await rename(join(directory, name), path)
      const bytes = await readFile(path)
      const { records } = scanRecords(bytes, true)
      const segment = {
        ...emptySegment(base, path),
        bytes: bytes.length,
        records: records.length,
        sealed: true,
      }
      insert(segment)
      return segment
    } catch (error) {
      if (fileCode(error) === 'ENOENT') return undefined
      throw error
    }
  }

  /** Shows that we live, takes over from those who do not, and measures the rest. */
  const look = async (): Promise<void> => {
    await mkdir(directory, { recursive: true, mode: 0o700 })
    await owner.touch()
    const alive = new Map<string, Promise<boolean>>([[id, Promise.resolve(true)]])
    const isAlive = (other: string): Promise<boolean> => {
      const known = alive.get(other) ?? owner.isAlive(other)
      alive.set(other, known)
      return known
    }
    const sizes: number[] = []
    let dead = 0
    for (const name of (await readdir(directory)).sort()) {
      const segment = parseSegmentName(name)
      if (segment?.owner === id) continue
      if (segment !== undefined && !(await isAlive(segment.owner))) await claim(name, segment.base)
      else sizes.push(await sizeOf(join(directory, name)))
      if (name.endsWith(deadSuffix)) dead++
      if (name.endsWith(ownerSuffix) && !(await isAlive(name.slice(0, -ownerSuffix.length))))
        await unlink(join(directory, name)).catch(() => {})
    }
    othersBytes = sizes.reduce((sum, size) => sum + size, 0)
    deadFiles = dead
    changed()
  }

  /** Removes segments that are wholly shipped, the newest one too when nothing is being written. */
  const retire = async (): Promise<void> => {
    if (writer.idle && segments.every(isShipped)) await writer.seal()
    for (const segment of segments.filter((each) => each.sealed && isShipped(each))) {
      await unlink(segment.path).catch(ignoreMissing)
      drop(segment)
    }
  }

  const lookAgain = async (): Promise<void> => {
    try {
      await look()
      await retire()
    } catch (error) {
      onError(toSpillError(directory, error))
    }
  }

  const start = async (): Promise<void> => {
    try {
      await look()
      timer ??= setInterval(lookAgain, lookMillis).unref()
    } catch (error) {
      started = undefined
      throw toSpillError(directory, error)
    }
  }

  /** Reads on from what was shipped: a window, larger where not even one record fits. */
  const read = async (segment: Segment, limit: number): Promise<Scan & { readonly bytes: Buffer }> => {
    const rest = segment.bytes - segment.shippedBytes
    for (let size = Math.min(windowBytes, rest); ; size = Math.min(size * 2, rest)) {
      const bytes = await readSpan(segment.path, segment.shippedBytes, size)
      const scan = scanRecords(bytes, size === rest, limit)
      if (scan.end > 0 || size === rest) return { ...scan, bytes }
    }
  }

  /** A whole file at once, under a name that is the same when it is written again after a crash. */
  const writeAside = async (name: string, content: Buffer): Promise<void> => {
    const path = join(directory, name)
    await writeFile(`${path}.part`, content, { flush: true, mode: 0o600 })
    await rename(`${path}.part`, path)
    await syncDirectory(directory)
    othersBytes += content.length
  }

  const keepCorrupt = async (at: string, bytes: Buffer, spans: readonly Span[]): Promise<void> => {
    const name = at + corruptSuffix
    await writeAside(name, Buffer.concat(spans.map(({ start, end }) => bytes.subarray(start, end))))
    corrupt += spans.length
    onError(spillCorrupt(join(directory, name), spans.length))
  }

  const batchOf = async (segment: Segment, limit: number): Promise<SpoolBatch> => {
    const from = segment.shippedBytes
    const at = `${segment.base}-${from.toString(16)}`
    const { records, corrupt: spans, end, bytes } = await read(segment, limit)
    const shipped = segment.shippedRecords + records.length
    const isCut = end === 0
    // A tail that was cut short was never acknowledged, unless it is known that there were more records.
    const damaged = isCut && shipped < segment.records ? [{ start: 0, end: bytes.length }] : spans

    return {
      records: records.map(({ json }) => json),
      async commit() {
        if (damaged.length > 0) await keepCorrupt(at, bytes, damaged)
        else if (isCut) torn++
        segment.shippedBytes = from + (isCut ? bytes.length : end)
        segment.shippedRecords = isShipped(segment) ? segment.records : shipped
        if (segment.sealed && isShipped(segment)) await retire()
        changed()
      },
      async setAside(dead) {
        await writeAside(at + deadSuffix, Buffer.concat(dead.map(encodeRecord)))
        deadFiles++
      },
    }
  }

  return {
    get pending() {
      return pending()
    },
    get bytes() {
      return used()
    },
    get deadFiles() {
      return deadFiles
    },
    get corrupt() {
      return corrupt
    },
    get torn() {
      return torn
    },
    get empty() {
      return writer.idle && segments.every(isShipped)
    },

    start() {
      started ??= start()
      return started
    },

    async append(records) {
      const bytes = Buffer.concat(records.map(encodeRecord))
      if (used() + queuedBytes + bytes.length > maxBytes) throw spillFull(directory, maxBytes)
      queuedBytes += bytes.length
      try {
        await writer.write(bytes, records.length)
      } catch (error) {
        throw toSpillError(directory, error)
      } finally {
        queuedBytes -= bytes.length
      }
    },

    async next(limit) {
      for (;;) {
        const segment = segments.find((each) => !isShipped(each))
        if (segment === undefined) return undefined
        try {
          return await batchOf(segment, limit)
        } catch (error) {
          if (fileCode(error) !== 'ENOENT') throw toSpillError(directory, error)
          drop(segment)
        }
      }
    },

    onChange(callback) {
      changed = callback
    },

    tidy: retire,

    async requeueDead() {
      let requeued = 0
      for (const name of await readdir(directory)) {
        if (!name.endsWith(deadSuffix)) continue
        const segment = await claim(name, nextBase())
        requeued += segment?.records ?? 0
      }
      await look()
      return requeued
    },

    async close() {
      clearInterval(timer)
      await retire().catch(onError)
      await writer.seal()
      await owner.remove()
    },
  }
}

function emptySegment(base: string, path: string): Segment {
  return { base, path, bytes: 0, records: 0, shippedBytes: 0, shippedRecords: 0, sealed: false }
}

function isShipped({ bytes, shippedBytes }: Segment): boolean {
  return shippedBytes >= bytes
}

async function readSpan(path: string, start: number, length: number): Promise<Buffer> {
  const handle = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, start)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => ({ size: 0 }))).size
}

function ignoreMissing(error: unknown): void {
  if (fileCode(error) !== 'ENOENT') throw error
}
