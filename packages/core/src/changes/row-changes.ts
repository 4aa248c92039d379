import type { Changes, FieldChange } from '../event/daybook-event.ts'
import type { Json } from '../json/json.ts'
import type { FieldPicker } from './field-picker.ts'
import { jsonChanges } from './json-changes.ts'
import { pointerOf } from './pointer.ts'
import type { Row } from './row-change.ts'
import type { ValueForm } from './value-form.ts'

/** The two sides of a row. */
export interface RowSides {
  readonly before: Row | undefined
  readonly after: Row | undefined
  /** A property that `after` lacks has not changed. */
  readonly partial: boolean
  readonly picker: FieldPicker
  readonly form: ValueForm
}

/** The fields in which the two sides of a row differ. */
export function rowChanges({ before, after, partial, picker, form }: RowSides): Changes {
  const changes: Record<string, FieldChange> = {}
  for (const property of partial ? Object.keys(after ?? {}) : propertiesOf(before, after)) {
    if (!picker.looksAt(property)) continue
    const was = form.read(before, property)
    const is = form.read(after, property)
    if ((is === undefined && (partial || was === undefined)) || form.equal(property, was, is)) continue
    const shown = (value: Json) => picker.shown(property, form.stored(value))
    const pointer = picker.pointerTo(property)
    if (isContainer(was) && isContainer(is) && !picker.isHidden(property))
      for (const { path, change } of jsonChanges(was, is))
        changes[pointer + pointerOf(path)] = sides(change.before, change.after, shown)
    // A value that is hidden is not looked into: even its keys would tell.
    else changes[pointer] = sides(was, is, shown)
  }
  return changes
}

function propertiesOf(before: Row = {}, after: Row = {}): Iterable<string> {
  return new Set([...Object.keys(before), ...Object.keys(after)])
}

function isContainer(value: Json | undefined): value is Json {
  return typeof value === 'object' && value !== null
}

function sides(before: Json | undefined, after: Json | undefined, shown: (value: Json) => Json): FieldChange {
  if (before === undefined) return { after: shown(after as Json) }
  if (after === undefined) return { before: shown(before) }
  return { before: shown(before), after: shown(after) }
}
