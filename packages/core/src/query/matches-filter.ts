import type { DaybookEvent } from '../event/daybook-event.ts'
import type { TargetReference } from '../event/reference.ts'
import type { Json } from '../json/json.ts'
import { jsonEqual } from '../json/json-equal.ts'
import { matchesAction } from './action-pattern.ts'
import type { Condition, EventFilter, ReferenceMatch, Scalar } from './event-query.ts'

/** Whether an event is one of those that `filter` describes: the meaning that every store must agree with. */
export function matchesFilter(event: DaybookEvent, filter: EventFilter): boolean {
  if (filter.tenant !== undefined && event.tenant !== filter.tenant) return false
  if (filter.since && event.occurredAt < filter.since) return false
  if (filter.until && event.occurredAt >= filter.until) return false
  return filter.conditions.every((condition) => holds(event, condition) !== (condition.not ?? false))
}

function holds(event: DaybookEvent, condition: Condition): boolean {
  switch (condition.field) {
    case 'action':
      return condition.values.some((pattern) => matchesAction(pattern, event.action))
    case 'outcome':
      return condition.values.includes(event.outcome)
    case 'actor':
    case 'target':
      return condition.values.some((match) => matchesReference(event[condition.field], match))
    case 'version':
    case 'statusCode':
    case 'durationMs': {
      const value = event[condition.field]
      return (
        value !== null &&
        condition.values.some(
          ({ from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY }) =>
            value >= from && value <= to,
        )
      )
    }
    case 'data':
    case 'context': {
      const value = valueAt(event[condition.field], condition.path)
      if (value === undefined) return false
      return condition.values.length === 0 || condition.values.some((wanted) => jsonEqual(value, wanted))
    }
    case 'changes':
      return matchesChange(event, condition)
    case 'text':
      return condition.values.some((text) => containsText(event, lower(text)))
    case 'tenant':
      return condition.values.includes(event.tenant ?? '')
    default: {
      const value = event[condition.field]
      return value !== null && condition.values.includes(value)
    }
  }
}

function matchesReference(reference: TargetReference | null, match: ReferenceMatch): boolean {
  if (reference === null) return false
  if (match.type !== undefined && reference.type !== match.type) return false
  if (match.id !== undefined && reference.id !== match.id) return false
  if (match.prefix === undefined) return true
  const prefix = lower(match.prefix)
  return [reference.type, reference.id, reference.name].some((text) => text && lower(text).startsWith(prefix))
}

function matchesChange(
  { changes }: DaybookEvent,
  { path, from, to }: { readonly path: string; readonly from?: Scalar; readonly to?: Scalar },
): boolean {
  if (changes === null || !Object.hasOwn(changes, path)) return false
  const change = changes[path]
  const is = (value: Json | undefined, wanted: Scalar | undefined) =>
    wanted === undefined || (value !== undefined && jsonEqual(value, wanted))
  return is(change?.before, from) && is(change?.after, to)
}

function valueAt(json: Json, path: readonly string[]): Json | undefined {
  let value: Json | undefined = json
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Readonly<Record<string, Json>>)[key]
  }
  return value
}

/** What free text is looked for in, beside the text of the data. */
function containsText(event: DaybookEvent, text: string): boolean {
  const { action, note, reason, actor, target, data } = event
  const fields = [
    action,
    note,
    reason,
    actor?.type,
    actor?.id,
    actor?.name,
    target?.type,
    target?.id,
    target?.name,
  ]
  return (
    fields.some((field) => field && lower(field).includes(text)) ||
    lower(JSON.stringify(data)).includes(JSON.stringify(text).slice(1, -1))
  )
}

/** ASCII letters in lower case; others as they are, because databases differ in them. */
function lower(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase())
}
