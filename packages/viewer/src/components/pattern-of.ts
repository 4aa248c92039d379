import type { TargetReference } from '@daybook/core'
import type { ReferencePattern } from '../query/reference-text.ts'

/** What finds the events of a reference: its type alone where it had no id yet. */
export function patternOf({ type, id }: TargetReference): ReferencePattern {
  return id === null ? { type } : { type, id }
}
