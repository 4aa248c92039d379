import { createReadStream, statSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { History, HistoryEvent } from './history-event.ts'

/** The events of a file with one JSON object a line, gzipped where its name ends in `.gz`; undefined for a bad line. */
export async function* readHistory(path: string): History {
  const { size } = statSync(path)
  // Small pieces: what has been read is how far the import is.
  const file = createReadStream(path, { highWaterMark: 8_192 })
  // A failure reaches the reader as an error of the last stream: there is nothing to do here.
  const input = path.endsWith('.gz') ? pipeline(file, createGunzip(), () => {}) : file
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
  for await (const line of lines) {
    if (line.trim() !== '') yield [parse(line), file.bytesRead / size]
  }
}

function parse(line: string): HistoryEvent | undefined {
  try {
    const event: unknown = JSON.parse(line)
    return typeof event === 'object' && event !== null ? (event as HistoryEvent) : undefined
  } catch {
    return undefined
  }
}
