import { ValidationError } from '../errors/daybook-error.ts'
import type { Changes, DaybookEvent, FieldChange } from '../event/daybook-event.ts'
import type { TargetReference } from '../event/reference.ts'
import type { JsonObject } from '../json/json.ts'
import { isMark } from '../normalise/marks.ts'
import { pathOf } from './pointer.ts'
import { recordedChangeOf } from './recorded-change.ts'
import type { ChangeOperation } from './row-change.ts'

/** What would undo a change. Nobody has done it yet. */
export interface Inverse {
  readonly operation: ChangeOperation
  readonly target: TargetReference
  /** The changes with their sides swapped: what `applyChanges` takes, and what the log would say of it. */
  readonly changes: Changes
  /**
   * Fields with the value that they are to get back, as far as an event of one path for a whole field tells. Values that
   * lie inside a JSON field are in `changes` alone: `applyChanges(present, changes)` makes the field.
   */
  readonly values: JsonObject
  /** Fields that are to become what nobody knows any more: redacted, hashed, cut or not recorded. JSON Pointers. */
  readonly unknown: readonly string[]
}

const inverses: Readonly<Record<ChangeOperation, ChangeOperation>> = {
  create: 'delete',
  delete: 'create',
  update: 'update',
  upsert: 'update',
  softDelete: 'restore',
  restore: 'softDelete',
  link: 'unlink',
  unlink: 'link',
}

/**
 * Prepares the inverse of a captured change. Applies nothing, and does not look whether the object has changed since.
 *
 * @throws ValidationError `DAYBOOK_NOT_REVERTIBLE` for an event that tells of no change of one row.
 */
export function revert(event: DaybookEvent): Inverse {
  const { target, changes } = event
  const { operation, bulk, complete } = recordedChangeOf(event)
  const known = operation === undefined && changes !== null ? 'update' : operation
  const inverse =
    known !== undefined && Object.hasOwn(inverses, known) ? inverses[known as ChangeOperation] : undefined
  if (target === null || bulk === true || inverse === undefined) throw notRevertible(event.id)
  const entries = Object.entries(changes ?? {})
  const isBirth = known === 'upsert' && complete !== false && !entries.some(([, each]) => 'before' in each)
  const swapped = entries.map(([pointer, change]) => [pointer, swap(change)] as const)
  return {
    operation: isBirth ? 'delete' : inverse,
    target,
    changes: Object.fromEntries(swapped),
    values: Object.fromEntries(
      swapped.flatMap(([pointer, { after }]) => {
        const [field = '', ...inside] = pathOf(pointer)
        return inside.length > 0 || after === undefined || isMark(after) ? [] : [[field, after]]
      }),
    ),
    unknown: swapped
      .filter(([, each]) => isMark(each as JsonObject) || isLost(each, complete))
      .map(([pointer]) => pointer),
  }
}

/** Whether nobody knows what the field is to become. One that was recorded without a `before` may have had one. */
function isLost({ after }: FieldChange, complete: boolean | undefined): boolean {
  return after === undefined ? complete === false : isMark(after)
}

function swap(change: FieldChange): FieldChange {
  if (isMark(change as JsonObject)) return change
  const { before, after } = change
  return { ...(after !== undefined && { before: after }), ...(before !== undefined && { after: before }) }
}

function notRevertible(id: string): ValidationError {
  return new ValidationError({
    code: 'DAYBOOK_NOT_REVERTIBLE',
    message: `The event ${id} tells of no change of one object that could be undone.`,
    fix: 'Pass an event of a captured change, or one that was logged with `target` and `changes`.',
  })
}
