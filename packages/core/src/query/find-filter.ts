import { ValidationError } from '../errors/daybook-error.ts'
import { type Outcome, outcomes } from '../event/daybook-event.ts'
import { type EntityReferences, encodeKey } from '../event/reference.ts'
import type { Condition, EventFilter, ReferenceMatch, Scalar } from './event-query.ts'
import type { FindFilter, NumberRange } from './find-options.ts'
import { toTimeBound } from './time-bound.ts'

/** A {@link FindFilter} whose reference types do not matter any more. */
export type AnyFilter = FindFilter<string, object>

/** What turning a filter into conditions needs of its daybook. */
export interface FilterContext {
  readonly ofEntity: EntityReferences | undefined
  /** Type names of today by those of the past. */
  readonly aliases: Readonly<Record<string, string>>
  /** The time that `since: '7d'` counts from. */
  readonly now: number
}

/** Turns what a caller looks for into the plain filter that stores understand. */
export function toEventFilter(filter: AnyFilter, context: FilterContext): EventFilter {
  const { tenant, since, until } = filter
  const { now } = context
  return {
    ...(tenant !== undefined && { tenant: tenant === null || tenant === '' ? null : text('tenant', tenant) }),
    ...(since !== undefined && { since: toTimeBound('since', since, { now }) }),
    ...(until !== undefined && { until: toTimeBound('until', until, { now, inclusive: true }) }),
    conditions: [...toConditions(filter, false, context), ...toConditions(filter.not ?? {}, true, context)],
  }
}

function toConditions(
  filter: Omit<AnyFilter, 'not'>,
  not: boolean,
  { ofEntity, aliases }: FilterContext,
): readonly Condition[] {
  const conditions: Condition[] = []
  const add = (condition: Condition) => conditions.push(not ? { ...condition, not } : condition)

  for (const field of ['action', 'requestId', 'traceId', 'ip', 'text'] as const)
    if (filter[field] !== undefined)
      add({ field, values: list(filter[field]).map((value) => text(field, value)) })
  if (filter.outcome !== undefined) add({ field: 'outcome', values: list(filter.outcome).map(toOutcome) })
  for (const field of ['actor', 'target'] as const)
    if (filter[field] !== undefined)
      add({
        field,
        values: list(filter[field]).flatMap((value) =>
          withAliases(toReferenceMatch(field, value, ofEntity), aliases),
        ),
      })
  for (const field of ['version', 'statusCode', 'durationMs'] as const)
    if (filter[field] !== undefined)
      add({ field, values: list(filter[field]).map((value) => toRange(field, value)) })
  for (const field of ['data', 'context'] as const)
    for (const [path, values] of Object.entries(filter[field] ?? {}))
      add({
        field,
        path: text(field, path).split('.'),
        values: values === undefined ? [] : list(values).map((value) => toScalar(field, value)),
      })
  if (filter.changed !== undefined) {
    const {
      field: name,
      from,
      to,
    } = (typeof filter.changed === 'string' ? { field: filter.changed } : filter.changed) as {
      readonly field: string
      readonly from?: unknown
      readonly to?: unknown
    }
    const path = text('changed', name)
    const scalars = Object.fromEntries(
      Object.entries({ from, to })
        .filter(([, value]) => value !== undefined)
        .map(([side, value]) => [side, toScalar('changed', value)]),
    )
    add({ field: 'changes', path: path.startsWith('/') ? path : `/${path.replaceAll('.', '/')}`, ...scalars })
  }
  return conditions
}

function list<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? value : [value as T]
}

function toReferenceMatch(
  field: string,
  value: unknown,
  ofEntity: EntityReferences | undefined,
): ReferenceMatch {
  if (typeof value !== 'object' || value === null)
    throw bad(field, 'must be a reference or an object of the app')
  const known = ofEntity?.(value)
  if (known?.id === null) throw bad(field, 'has not been saved, so nothing can be found for it')
  const { type, id, prefix } = (known ?? value) as { type?: unknown; id?: unknown; prefix?: unknown }
  const key = id === undefined ? undefined : encodeKey(Array.isArray(id) ? id : [id])
  if (key === null) throw bad(field, 'has no id')
  if (type === undefined && key === undefined && prefix === undefined)
    throw bad(field, 'needs a `type`, an `id`, a `prefix` or several of them')
  return {
    ...(type !== undefined && { type: text(`${field}.type`, type) }),
    ...(key !== undefined && { id: text(`${field}.id`, key) }),
    ...(prefix !== undefined && { prefix: text(`${field}.prefix`, prefix) }),
  }
}

/** A type is also looked for under the names it had before. */
function withAliases(
  match: ReferenceMatch,
  aliases: Readonly<Record<string, string>>,
): readonly ReferenceMatch[] {
  const past = Object.keys(aliases).filter((name) => aliases[name] === match.type)
  return [match, ...past.map((type) => ({ ...match, type }))]
}

function toOutcome(value: unknown): Outcome {
  if (outcomes.includes(value as Outcome)) return value as Outcome
  throw bad('outcome', `must be one of ${outcomes.join(', ')}`)
}

function toRange(field: string, value: number | NumberRange): NumberRange {
  const range = typeof value === 'number' ? { from: value, to: value } : value
  const ends = typeof range === 'object' && range !== null ? [range.from, range.to] : [Number.NaN]
  if (ends.every((end) => end === undefined || Number.isFinite(end))) return range
  throw bad(field, 'must be a number, or { from, to }')
}

function toScalar(field: string, value: unknown): Scalar {
  if (value === null || typeof value === 'boolean' || Number.isFinite(value)) return value as Scalar
  if (typeof value === 'string') return text(field, value)
  throw bad(field, 'is compared with texts, numbers, booleans and null only')
}

function text(field: string, value: unknown): string {
  if (typeof value === 'string' && value.isWellFormed() && !value.includes('\0')) return value
  throw bad(field, 'must be a well-formed string')
}

function bad(field: string, why: string): ValidationError {
  return new ValidationError({
    code: 'DAYBOOK_BAD_QUERY',
    message: `The filter \`${field}\` ${why}.`,
    fix: 'See the query reference for what each field takes.',
  })
}
