import type { Changes, FieldChange } from '../event/daybook-event.ts'
import type { Json } from '../json/json.ts'
import type { FieldPicker } from './field-picker.ts'
import { jsonChanges } from './json-changes.ts'
import { pointerOf } from './pointer.ts'
import type { Row } from './row-change.ts'
import { ownValues, type ValueForm } from './value-form.ts'

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
  for (const property of picker.propertiesOf(ownValues(before, after))) {
    const was = form.read(before, property)
    const is = form.read(after, property)
    if ((is === undefined && (partial || was === undefined)) || form.equal(property, was, is)) continue
    const shown = (value: Json) => picker.shown(property, form.stored(value))
    for (const { path, change } of placesOf(was, is, picker.isHidden(property)))
      Object.defineProperty(changes, pointerOf([property, ...path]), {
        value: sides(change, shown),
        enumerable: true,
      })
  }
  return changes
}

/** A value that is hidden is not looked into: even its keys would tell. */
function placesOf(was: Json | undefined, is: Json | undefined, isHidden: boolean) {
  if (was !== undefined && is !== undefined && !isHidden) return jsonChanges(was, is)
  return [{ path: [], change: sides({ before: was, after: is }, (value) => value) }]
}

function sides(
  { before, after }: { readonly before?: Json | undefined; readonly after?: Json | undefined },
  shown: (value: Json) => Json,
): FieldChange {
  return {
    ...(before !== undefined && { before: shown(before) }),
    ...(after !== undefined && { after: shown(after) }),
  }
}
