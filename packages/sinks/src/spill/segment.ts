import { open } from 'node:fs/promises'

/** A file of records that this process looks after. */
export interface Segment {
  /** The part of its name that stays when another process takes it over. Its order is the order of writing. */
  readonly base: string
  readonly path: string
  /** How much of it is acknowledged, in bytes and records. */
  bytes: number
  records: number
  /** How much of it is in the store, or set aside. */
  shippedBytes: number
  shippedRecords: number
  /** Nothing is written to it any more. */
  sealed: boolean
}

const pattern = /^(\d{13}-[0-9a-f-]+)\.([0-9a-f]+)\.spill$/

/** The parts of a segment's name; undefined for another file. */
export function parseSegmentName(
  name: string,
): { readonly base: string; readonly owner: string } | undefined {
  const [, base, owner] = pattern.exec(name) ?? []
  return base === undefined || owner === undefined ? undefined : { base, owner }
}

export function segmentName(base: string, owner: string): string {
  return `${base}.${owner}.spill`
}

/** A base that no other segment has: the time, whose it is, and a number. */
export function createSegmentBases(owner: string, clock: () => number): () => string {
  let last = 0
  let sequence = 0
  return () => {
    last = Math.max(last, clock())
    return `${String(last).padStart(13, '0')}-${owner}-${String(sequence++).padStart(8, '0')}`
  }
}

/** Makes a new name in a directory outlive a power failure. */
export async function syncDirectory(directory: string): Promise<void> {
  // Windows has no such thing.
  if (process.platform === 'win32') return
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
