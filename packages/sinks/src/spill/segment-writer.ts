import { access, type FileHandle, mkdir, open, unlink } from 'node:fs/promises'
import { type Segment, syncDirectory } from './segment.ts'
import { fileCode } from './spill-error.ts'

/** What a writer needs of the spool it writes for. */
export interface SegmentWriterOptions {
  readonly directory: string
  /** A segment is ended at this size. */
  readonly segmentBytes: number
  /** A segment that nothing was written to, with a path of its own. */
  readonly nextSegment: () => Segment
  /** The segment is really there, and empty. */
  readonly onOpen: (segment: Segment) => void
  /** More of a segment is acknowledged, or there is nothing more to write. */
  readonly onWritten: () => void
  /** Another process took the segment over, or somebody removed it. */
  readonly onLost: (segment: Segment) => void
}

/** Appends to the newest segment. */
export interface SegmentWriter {
  /** Nothing is being written. */
  readonly idle: boolean
  /** Resolves once the bytes would outlive a power failure; rejects where they might not, and takes them back. */
  write(bytes: Buffer, records: number): Promise<void>
  /** Ends the newest segment, unless something is being written to it. */
  seal(): Promise<void>
}

interface Waiting {
  readonly bytes: Buffer
  readonly records: number
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

interface Active {
  readonly segment: Segment
  readonly file: FileHandle
}

/** How much is written before one fsync. */
const groupBytes = 4 * 1024 * 1024

/** Group commit: what arrives while an fsync is under way shares the next. */
export function createSegmentWriter(options: SegmentWriterOptions): SegmentWriter {
  const { directory, segmentBytes, nextSegment, onOpen, onWritten, onLost } = options
  const queue: Waiting[] = []
  let active: Active | undefined
  let writing = false

  const openSegment = async (): Promise<Active> => {
    await mkdir(directory, { recursive: true, mode: 0o700 })
    const segment = nextSegment()
    const file = await open(segment.path, 'ax', 0o600)
    active = { segment, file }
    onOpen(segment)
    return active
  }

  /** Leaves the segment to be shipped. Never writes to it again: after a failed fsync nobody knows what it holds. */
  const abandon = async ({ segment, file }: Active): Promise<void> => {
    active = undefined
    segment.sealed = true
    await file.truncate(segment.bytes).catch(() => {})
    await file.close().catch(() => {})
    if (segment.bytes > 0) return
    await unlink(segment.path).catch(() => {})
    onLost(segment)
  }

  /** Answers whether the segment is still ours: only then has whoever takes it over read what was written. */
  const writeTo = async (current: Active, bytes: Buffer): Promise<boolean> => {
    const { segment, file } = current
    try {
      await file.appendFile(bytes)
      await file.datasync()
      if (segment.bytes === 0) await syncDirectory(directory)
      return await isThere(segment.path)
    } catch (error) {
      await abandon(current)
      throw error
    }
  }

  const writeGroup = async (group: readonly Waiting[]): Promise<void> => {
    const bytes = Buffer.concat(group.map((each) => each.bytes))
    for (;;) {
      const current = active ?? (await openSegment())
      const { segment } = current
      if (await writeTo(current, bytes)) {
        segment.bytes += bytes.length
        segment.records += group.reduce((sum, { records }) => sum + records, 0)
        return segment.bytes < segmentBytes ? undefined : seal()
      }
      // Who took it over may have read it before these bytes were in it.
      await seal()
      onLost(segment)
    }
  }

  const seal = async (): Promise<void> => {
    if (active === undefined) return
    const { segment, file } = active
    active = undefined
    segment.sealed = true
    await file.close().catch(() => {})
  }

  const drain = async (): Promise<void> => {
    writing = true
    while (queue.length > 0) {
      const group = takeGroup(queue)
      try {
        await writeGroup(group)
        for (const { resolve } of group) resolve()
      } catch (error) {
        for (const { reject } of group) reject(error)
      }
      onWritten()
    }
    writing = false
    onWritten()
  }

  return {
    get idle() {
      return !writing
    },
    write: (bytes, records) =>
      new Promise((resolve, reject) => {
        queue.push({ bytes, records, resolve, reject })
        if (!writing) void drain()
      }),
    seal: async () => (writing ? undefined : seal()),
  }
}

function takeGroup(queue: Waiting[]): readonly Waiting[] {
  let size = 0
  const over = queue.findIndex(({ bytes }, index) => {
    size += bytes.length
    return index > 0 && size > groupBytes
  })
  return queue.splice(0, over === -1 ? queue.length : over)
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch (error) {
    if (fileCode(error) === 'ENOENT') return false
    throw error
  }
}
