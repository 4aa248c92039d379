import { isDaybookError, OverloadedError, StorageError } from '@daybook/core'

const diskFull = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

/** The code of an error of the file system: `ENOENT`, `ENOSPC`, … */
export function fileCode(error: unknown): string | undefined {
  const { code } = (error ?? {}) as { readonly code?: unknown }
  return typeof code === 'string' ? code : undefined
}

/** The one translation of what the file system refuses; errors of Daybook pass as they are. */
export function toSpillError(directory: string, error: unknown): unknown {
  if (isDaybookError(error)) return error
  if (diskFull.has(fileCode(error) ?? ''))
    return new StorageError({
      code: 'DAYBOOK_DISK_FULL',
      message: `The disk of the spill directory \`${directory}\` is full. The events were not kept.`,
      fix: 'Free some space; what was acknowledged before is safe.',
      retryable: true,
      cause: error,
    })
  return new StorageError({
    code: 'DAYBOOK_SPILL_FAILED',
    message: `The spill directory \`${directory}\` could not be written. The events were not kept.`,
    fix: "The `cause` is the file system's own error.",
    cause: error,
  })
}

export function spillFull(directory: string, maxBytes: number): OverloadedError {
  return new OverloadedError({
    code: 'DAYBOOK_SPILL_FULL',
    message: `The spill directory \`${directory}\` holds as much as it may: ${maxBytes} bytes. The events were not kept.`,
    fix: 'Bring the store back, retry or remove the dead letters, or raise `maxBytes`.',
  })
}

export function spillCorrupt(path: string, records: number, cause?: unknown): StorageError {
  return new StorageError({
    code: 'DAYBOOK_SPILL_CORRUPT',
    message: `${records} spilled records are not what was written; they were set aside in \`${path}\`.`,
    fix: 'Look at the file: each line is a length, a checksum and the JSON of an event.',
    cause,
  })
}
