import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ConfigurationError, type DaybookEvent, type EventSink } from '@daybook/core'
import { SinkError } from '../delivery/sink-error.ts'
import { createPutAside, periodOf } from './rotation.ts'

/** How lines are kept, and when a new file is begun. */
export interface FileSinkOptions {
  /** Default: `file`. */
  readonly name?: string
  /** Resolve only when the lines would outlive a power failure. Default: false. */
  readonly fsync?: boolean
  /** A file that would grow over this is put aside first. Default: never. */
  readonly maxBytes?: number
  /** A file is put aside when the hour or day, in UTC, of its last line is over. Default: never. */
  readonly every?: 'hour' | 'day'
  /** How many files that were put aside stay; the oldest are removed. Default: all. */
  readonly keep?: number
}

/** A sink that writes JSON lines. */
export interface FileSink extends EventSink {
  /** Opens the path anew at the next line: for `SIGHUP`, after something else has renamed the file. */
  reopen(): Promise<void>
  close(): Promise<void>
}

/** The file that is open, and what is known of it. */
interface Open {
  readonly handle: FileHandle
  size: number
  period: string
  /** The last line has no end. */
  isTorn: boolean
}

/**
 * Writes each event as one line of JSON, in order. One process writes to a file. What a crash or a full disk left of
 * a line stays a line of its own, and what a failed `send` wrote is taken back, so that no other line is damaged.
 *
 * @throws ConfigurationError `DAYBOOK_BAD_FILE` for an option with which nothing could be written.
 */
export function createFileSink(path: string, options: FileSinkOptions = {}): FileSink {
  const {
    name = 'file',
    fsync = false,
    maxBytes = Number.POSITIVE_INFINITY,
    every,
    keep = Number.POSITIVE_INFINITY,
  } = options
  assertUsable(path, { maxBytes, keep })
  const putAside = createPutAside(path, keep)
  let file: Open | undefined
  let last: Promise<unknown> = Promise.resolve()

  /** One after the other, whatever became of those before. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work)
    last = done.catch(() => {})
    return done
  }

  const shut = async (): Promise<void> => {
    const handle = file?.handle
    file = undefined
    await handle?.close()
  }

  /** The file to write so much to, after the one before was put aside where it is time. */
  const ready = async (length: number, now: Date): Promise<Open> => {
    const current = file ?? (await openFile(path, every))
    file = current
    if (current.size === 0) return current
    if (current.size + length <= maxBytes && current.period === periodOf(now, every)) return current
    await shut()
    await putAside(now)
    file = await openFile(path, every)
    return file
  }

  const write = async (lines: string): Promise<void> => {
    const now = new Date()
    const current = await ready(Buffer.byteLength(lines), now)
    const bytes = Buffer.from(current.isTorn ? `\n${lines}` : lines)
    try {
      await current.handle.appendFile(bytes)
      if (fsync) await current.handle.datasync()
    } catch (error) {
      await current.handle.truncate(current.size).catch(() => {})
      // Opened anew, the file shows whether that helped.
      await shut().catch(() => {})
      throw error
    }
    current.size += bytes.length
    current.isTorn = false
    current.period = periodOf(now, every)
  }

  return {
    name,
    send: (events) =>
      events.length === 0
        ? Promise.resolve()
        : inTurn(() => write(events.map(toLine).join(''))).catch((error) => {
            throw notWritten(path, error)
          }),
    reopen: () => inTurn(shut),
    close: () => inTurn(shut),
  }
}

/** Without the two characters that JSON allows and that many readers of lines take for the end of one. */
function toLine(event: DaybookEvent): string {
  return `${JSON.stringify(event).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}\n`
}

async function openFile(path: string, every: FileSinkOptions['every']): Promise<Open> {
  await mkdir(dirname(path), { recursive: true })
  const handle = await open(path, 'a+', 0o600)
  try {
    const { size, mtime } = await handle.stat()
    const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1))
    return { handle, size, period: periodOf(mtime, every), isTorn: size > 0 && buffer[0] !== 0x0a }
  } catch (error) {
    await handle.close()
    throw error
  }
}

function notWritten(path: string, cause: unknown): SinkError {
  return new SinkError({
    code: 'DAYBOOK_FILE_FAILED',
    message: `The events could not be written to \`${path}\`.`,
    fix: "The `cause` is the file system's own error.",
    retryable: true,
    cause,
  })
}

function assertUsable(path: string, numbers: Readonly<Record<string, number>>): void {
  const wrong = Object.keys(numbers).filter((name) => !(Number(numbers[name]) > 0))
  if (typeof path !== 'string' || path === '') wrong.unshift('path')
  if (wrong.length === 0) return
  throw new ConfigurationError({
    code: 'DAYBOOK_BAD_FILE',
    message: `A file sink cannot work with this: ${wrong.join(', ')}.`,
    fix: 'Give a path, and numbers above 0, or leave them out.',
  })
}
