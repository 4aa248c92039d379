import { crc32 } from 'node:zlib'

const newline = 0x0a
const headerLength = 18
const header = /^([0-9a-f]{8}) ([0-9a-f]{8}) $/

/** A stretch of a segment: from its first byte up to, and without, its last. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** A record that is whole. */
interface SpillRecord extends Span {
  readonly json: string
}

/** What a stretch of a segment holds. */
export interface Scan {
  readonly records: readonly SpillRecord[]
  /** Lines that are not what was written. */
  readonly corrupt: readonly Span[]
  /** Where the line begins that has no end: the length of the bytes where every line is whole. */
  readonly end: number
}

/**
 * One line: the length of the JSON and its CRC-32, eight hexadecimal digits each, and the JSON, which holds no line
 * break. The length finds the next record even where a line break was damaged, the line break where the length was.
 */
export function encodeRecord(json: string): Buffer {
  const body = Buffer.from(json)
  return Buffer.concat([
    Buffer.from(`${hex(body.length)} ${hex(crc32(body))} `, 'latin1'),
    body,
    Buffer.of(newline),
  ])
}

/**
 * Reads at most `limit` records. Stops at a line without an end, which is how a write that was cut short looks.
 * `isAll` says that nothing follows: a record that only lacks its line break is whole then.
 */
export function scanRecords(bytes: Buffer, isAll: boolean, limit = Number.POSITIVE_INFINITY): Scan {
  const records: SpillRecord[] = []
  const corrupt: Span[] = []
  let start = 0
  while (start < bytes.length && records.length < limit) {
    const json = recordAt(bytes, start)
    if (json !== undefined) {
      const end = start + headerLength + json.length + 1
      if (end > bytes.length && !isAll) break
      records.push({ json: json.toString(), start, end })
      start = Math.min(end, bytes.length)
      continue
    }
    const lineEnd = bytes.indexOf(newline, start)
    if (lineEnd === -1) break
    corrupt.push({ start, end: lineEnd + 1 })
    start = lineEnd + 1
  }
  return { records, corrupt, end: start }
}

/** The JSON of the record that begins there, if it is as it was written. */
function recordAt(bytes: Buffer, start: number): Buffer | undefined {
  const [, length, checksum] = header.exec(bytes.toString('latin1', start, start + headerLength)) ?? []
  if (length === undefined || checksum === undefined) return undefined
  const from = start + headerLength
  const to = from + Number.parseInt(length, 16)
  if (to > bytes.length) return undefined
  const body = bytes.subarray(from, to)
  return crc32(body) === Number.parseInt(checksum, 16) ? body : undefined
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0')
}
