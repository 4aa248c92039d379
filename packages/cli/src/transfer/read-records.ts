import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { CommandContext } from '../cli/command-context.ts'
import { findingError } from '../cli/command-error.ts'

/** One record of a file: what it says, or undefined where it cannot be read. */
export interface SourceRecord {
  readonly value: unknown
  /** The record's number, from 1. */
  readonly number: number
}

/** A file that is being read. */
interface OpenFile {
  readonly bytes: Readable
  /** How much of it was read, 0 to 1; undefined where its size is not known. */
  share(): number | undefined
}

/** Opens a file, or stdin for `-`. */
export async function openFile({ cwd, stdin, signal }: CommandContext, name: string): Promise<OpenFile> {
  if (name === '-') return { bytes: Readable.from(untilAborted(stdin, signal)), share: () => undefined }
  const path = resolve(cwd, name)
  const found = await stat(path).catch(() => undefined)
  if (!found?.isFile()) throw findingError(`There is no file ${name}.`, 'Name a file, or - for stdin.')
  const file = createReadStream(path)
  // A failure reaches the reader as an error of the last stream.
  const bytes = name.endsWith('.gz') ? pipeline(file, createGunzip(), () => {}) : file
  return { bytes, share: () => (found.size === 0 ? 1 : file.bytesRead / found.size) }
}

/** What comes before the signal aborts: whoever writes to stdin may never end. */
async function* untilAborted<T>(
  source: AsyncIterable<T>,
  signal: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  const pieces = source[Symbol.asyncIterator]()
  const aborted = new Promise<undefined>((resolve_) =>
    signal.addEventListener('abort', () => resolve_(undefined), { once: true }),
  )
  while (!signal.aborted) {
    const piece = await Promise.race([pieces.next(), aborted])
    if (piece === undefined || piece.done) return
    yield piece.value
  }
}

/** A JSON value on each line; empty lines are none. */
export async function* readJsonLines(bytes: Readable): AsyncGenerator<SourceRecord, void, undefined> {
  let number = 0
  for await (const line of createInterface({ input: bytes, crlfDelay: Number.POSITIVE_INFINITY })) {
    const text = number === 0 ? line.replace(/^\uFEFF/, '') : line
    if (text.trim() === '') continue
    number++
    yield { value: parsed(text), number }
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
