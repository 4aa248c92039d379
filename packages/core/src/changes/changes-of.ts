import type { Changes } from '../event/daybook-event.ts'
import { createFieldPicker } from './field-picker.ts'
import type { FieldKind } from './row-change.ts'
import { rowChanges } from './row-changes.ts'
import { createValueForm } from './value-form.ts'

/** Which properties two objects are compared by, and as what. */
export interface ChangesOfOptions {
  /** Properties that are looked at. Default: all. */
  readonly only?: readonly string[] | undefined
  /** Properties that are not looked at. Default: none. */
  readonly except?: readonly string[] | undefined
  /** Properties of which it is only said that they changed. Default: none. */
  readonly redact?: readonly string[] | undefined
  /** What properties hold, where their values do not tell. */
  readonly kinds?: Readonly<Record<string, FieldKind>> | undefined
  /** What a property is compared and stored as. */
  readonly fields?: Readonly<Record<string, (value: unknown) => unknown>> | undefined
  /** Values whose JSON is larger are replaced by their hash and length. Default: 16,384. */
  readonly maxValueBytes?: number | undefined
}

/**
 * In what two objects differ, in the form that `log(action, { changes })` takes; empty where in nothing. Null or
 * undefined on one side is an object that was made or deleted. Looks at own properties that are values: accessors are
 * not called, promises are not waited for.
 *
 * @example
 * ```ts
 * import { changesOf } from '@daybook/core/changes'
 *
 * changesOf({ status: 'open', total: 5 }, { status: 'paid', total: 5 })
 * // { '/status': { before: 'open', after: 'paid' } }
 * ```
 */
export function changesOf(
  before: object | null | undefined,
  after: object | null | undefined,
  { kinds = {}, fields = {}, maxValueBytes, ...rules }: ChangesOfOptions = {},
): Changes {
  return rowChanges({
    before: (before ?? undefined) as Readonly<Record<string, unknown>> | undefined,
    after: (after ?? undefined) as Readonly<Record<string, unknown>> | undefined,
    partial: false,
    picker: createFieldPicker(rules, {}),
    form: createValueForm({ kinds, fields, maxValueBytes }),
  })
}
