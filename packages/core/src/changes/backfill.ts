import { isDaybookError } from '../errors/daybook-error.ts'
import type { DaybookEvent } from '../event/daybook-event.ts'
import { encodeKey, type KeyPart } from '../event/reference.ts'
import { subjectOf } from './action-name.ts'
import { labelOf, snapshotOf } from './change-recorder.ts'
import type { ChangesOfOptions } from './changes-of.ts'
import { createFieldPicker } from './field-picker.ts'
import type { Row } from './row-change.ts'
import { createValueForm } from './value-form.ts'

/** The part of a daybook that a backfill writes with. */
export interface BackfillLog {
  silenced<T>(work: () => T): T
  log(action: never, ...details: never[]): Promise<DaybookEvent>
}

/** How rows become their first events. */
export interface BackfillOptions extends ChangesOfOptions {
  /** The type name under which events refer to the entity. */
  readonly type: string
  /** The key of a row. Default: its `id`. */
  readonly key?: ((row: Row) => KeyPart | readonly KeyPart[]) | undefined
  /**
   * The time that the events get: when the rows were as they are now. It is part of their ids, so a backfill that is run
   * again must be given the same one.
   */
  readonly at: Date
  /** The target's display name: a property, or made from the row. Default: none. */
  readonly label?: string | ((row: Row) => string | null | undefined) | undefined
  /** Default: the type with its first letter in lower case and `.snapshot`. */
  readonly action?: string | undefined
  /** Rows in memory, and events under way, at once. Default: 500. */
  readonly batch?: number | undefined
  /** Hears after each batch. */
  readonly onProgress?: ((progress: BackfillProgress) => void) | undefined
}

/** How far a backfill is. */
export interface BackfillProgress {
  /** Rows that have an event now. */
  readonly written: number
  /** Rows that had one of an earlier run, and have changed since. They keep the first. */
  readonly skipped: number
}

const defaultBatch = 500

/**
 * Writes an event with a snapshot for rows that were there before anybody tracked them, so that their history begins
 * with something. Run again, also after it was broken off, it writes none twice. Listeners and sinks hear nothing.
 *
 * @param rows - any source: an array, a generator over pages of a query, the rows of a stream.
 */
export async function backfill(
  daybook: BackfillLog,
  rows: AsyncIterable<object> | Iterable<object>,
  options: BackfillOptions,
): Promise<BackfillProgress> {
  const { batch = defaultBatch, onProgress } = options
  const write = writerOf(daybook, options)
  let progress: BackfillProgress = { written: 0, skipped: 0 }
  let waiting: Promise<boolean>[] = []
  const settle = async (): Promise<void> => {
    const results = await Promise.all(waiting)
    waiting = []
    const written = results.filter(Boolean).length
    progress = {
      written: progress.written + written,
      skipped: progress.skipped + results.length - written,
    }
    onProgress?.(progress)
  }
  for await (const row of rows) if (waiting.push(write(row as Row)) >= batch) await settle()
  if (waiting.length > 0) await settle()
  return progress
}

/** Writes one row; answers false where an earlier run said something else of it. */
function writerOf(
  daybook: BackfillLog,
  {
    type,
    key = ({ id }) => id as KeyPart,
    at,
    label,
    action,
    kinds = {},
    fields = {},
    maxValueBytes,
    ...rules
  }: BackfillOptions,
): (row: Row) => Promise<boolean> {
  const picker = createFieldPicker(rules, {})
  const form = createValueForm({ kinds, fields, maxValueBytes })
  const name = action ?? `${subjectOf(type)}.snapshot`
  const { log, silenced } = daybook as unknown as {
    log(action: string, details: object): Promise<DaybookEvent>
    silenced<T>(work: () => T): T
  }
  return async (row) => {
    const parts = key(row)
    const id = encodeKey(Array.isArray(parts) ? parts : [parts])
    const labelled = labelOf({ label }, row)
    const details = {
      target: { type, id, ...(labelled !== undefined && { name: labelled }) },
      actor: null,
      data: { operation: 'snapshot', snapshot: snapshotOf(row, picker, form) },
      occurredAt: at,
      idempotencyKey: JSON.stringify(['backfill', type, id]),
      tx: null,
    }
    try {
      await silenced(() => log(name, details))
      return true
    } catch (error) {
      if (isDaybookError(error) && error.code === 'DAYBOOK_CONFLICT') return false
      throw error
    }
  }
}
