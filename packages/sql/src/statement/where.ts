import { type Condition, firstIdAt, type ReferenceMatch } from '@daybook/core'
import type { ProbedFilter } from '../store/tenant-probe.ts'
import type { ColumnName } from '../table/columns.ts'
import type { StatementBuilder } from './statement-builder.ts'

const columnOf = {
  tenant: 'tenant',
  outcome: 'outcome',
  version: 'version',
  statusCode: 'status_code',
  durationMs: 'duration_ms',
  requestId: 'request_id',
  traceId: 'trace_id',
  ip: 'ip',
} as const satisfies Record<string, ColumnName>

// In the words of the partial index, by which an engine recognises it.
const unsuccessful = "outcome <> 'success'"

// Columns in which no value is missing: there the plain form of `not` lets an index serve it.
const required = { id: true, tenant: true, action: true, outcome: true, version: true }

/**
 * The conditions of a filter as SQL, to be joined by AND. Times are ranges of ids, because the id is the clock. Where it
 * `walks` in the order of ids, no pattern is looked up.
 */
export function whereConditions(
  filter: ProbedFilter,
  builder: StatementBuilder,
  walks: boolean = filter.conditions.some(isOrderedByIndex),
): readonly string[] {
  const { dialect, bind } = builder
  const id = dialect.quote('id')
  const action =
    dialect.withoutIndex && walks ? dialect.withoutIndex(dialect.quote('action')) : dialect.quote('action')
  return [
    ...(filter.tenant === undefined ? [] : [`${dialect.quote('tenant')} = ${bind(filter.tenant ?? '')}`]),
    ...(filter.tenants === undefined ? [] : [isIn(dialect.quote('tenant'), filter.tenants, builder)]),
    ...(filter.since === undefined
      ? []
      : [`${id} >= ${dialect.idValue(bind(firstIdAt(filter.since.getTime())))}`]),
    ...(filter.until === undefined
      ? []
      : [`${id} < ${dialect.idValue(bind(firstIdAt(filter.until.getTime())))}`]),
    ...filter.conditions.map((condition) => {
      if (condition.field === 'outcome' && isUnsuccessful(condition))
        return unsuccessfulIs(condition, builder)
      const sql = isPattern(condition)
        ? actionIs(action, condition.values, builder)
        : anyOf(condition, builder)
      if (!condition.not) return sql
      return condition.field in required ? `NOT (${sql})` : `(${sql}) IS NOT TRUE`
    }),
  ]
}

/** Whether a condition is met by actions of a pattern. */
export function isPattern(condition: Condition): condition is Extract<Condition, { field: 'action' }> {
  return condition.field === 'action' && !condition.not && condition.values.some((each) => each.includes('*'))
}

type OutcomeCondition = Extract<Condition, { readonly field: 'outcome' }>

/** Whether no success meets a condition on the outcome. */
export function isUnsuccessful({ values, not = false }: OutcomeCondition): boolean {
  return values.includes('success') === not
}

function unsuccessfulIs(condition: OutcomeCondition, builder: StatementBuilder): string {
  const { not, values } = condition
  const { partialIndexes, weighsValues } = builder.dialect
  // The index alone answers where all that it has is meant.
  if (partialIndexes && new Set(values).size === (not ? 1 : 2)) return unsuccessful
  const sql = anyOf(condition, builder)
  const plain = not ? `NOT (${sql})` : sql
  // The same said twice is far fewer rows to a planner that counts them.
  return weighsValues ? plain : `(${unsuccessful} AND ${plain})`
}

/** An index has what meets it, in the order of ids or few of it. */
function isOrderedByIndex(condition: Condition): boolean {
  const { field, not } = condition
  if (field === 'outcome') return isUnsuccessful(condition)
  if (not) return false
  if (field === 'actor' || field === 'target')
    return condition.values.every(({ type, id }) => type !== undefined && id !== undefined)
  return field === 'id' || field === 'requestId'
}

/** ` WHERE …`, or nothing. */
export function whereClause(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`
}

function anyOf(condition: Condition, builder: StatementBuilder): string {
  const { dialect, bind } = builder
  switch (condition.field) {
    case 'action':
      return actionIs(dialect.quote('action'), condition.values, builder)
    case 'actor':
    case 'target':
      return either(condition.values.map((match) => referenceIs(condition.field, match, builder)))
    case 'version':
    case 'statusCode':
    case 'durationMs':
      return either(
        condition.values.map((range) => inRange(dialect.quote(columnOf[condition.field]), range, builder)),
      )
    case 'data':
    case 'context': {
      const { field, path, values } = condition
      const at = () => dialect.jsonAt(dialect.quote(field), bind(dialect.jsonPath(path)))
      if (values.length === 0) return `${at()} IS NOT NULL`
      return either(values.map((wanted) => dialect.jsonEquals(at(), bind(JSON.stringify(wanted)))))
    }
    case 'changes':
      return changed(condition, builder)
    case 'text':
      return either(condition.values.map((text) => textIs(text, builder)))
    case 'id':
      return condition.values.length === 0
        ? '1 = 0'
        : `${dialect.quote('id')} IN (${condition.values.map((id) => dialect.idValue(bind(id))).join(', ')})`
    default:
      return isIn(dialect.quote(columnOf[condition.field]), condition.values, builder)
  }
}

function isIn(column: string, values: readonly string[], { bindAll }: StatementBuilder): string {
  return values.length === 0 ? '1 = 0' : `${column} IN ${bindAll(values)}`
}

interface Range {
  readonly from?: number
  readonly to?: number
}

function inRange(column: string, { from, to }: Range, { bind }: StatementBuilder): string {
  const ends = [
    ...(from === undefined ? [] : [`${column} >= ${bind(from)}`]),
    ...(to === undefined ? [] : [`${column} <= ${bind(to)}`]),
  ]
  return ends.length === 0 ? `${column} IS NOT NULL` : `(${ends.join(' AND ')})`
}

function changed(
  { path, from, to }: Extract<Condition, { field: 'changes' }>,
  { dialect, bind }: StatementBuilder,
): string {
  const at = (keys: readonly string[]) =>
    dialect.jsonAt(dialect.quote('changes'), bind(dialect.jsonPath(keys)))
  const parts = [`${at([path])} IS NOT NULL`]
  if (from !== undefined) parts.push(dialect.jsonEquals(at([path, 'before']), bind(JSON.stringify(from))))
  if (to !== undefined) parts.push(dialect.jsonEquals(at([path, 'after']), bind(JSON.stringify(to))))
  return `(${parts.join(' AND ')})`
}

const searched: readonly ColumnName[] = [
  'action',
  'note',
  'reason',
  'actor_type',
  'actor_id',
  'actor_name',
  'target_type',
  'target_id',
  'target_name',
]

function textIs(text: string, { dialect, bind }: StatementBuilder): string {
  const contains = (column: string, needle: string) =>
    dialect.anyCase(column, bind(dialect.anyCasePattern(needle, 'anywhere')))
  return either([
    ...searched.map((name) => contains(dialect.quote(name), text)),
    // In the JSON text a quote or a line break is escaped.
    contains(dialect.jsonText(dialect.quote('data')), JSON.stringify(text).slice(1, -1)),
  ])
}

function actionIs(
  column: string,
  values: readonly string[],
  { dialect, bind, bindAll }: StatementBuilder,
): string {
  const exact = values.filter((value) => !value.includes('*'))
  const patterns = values.filter((value) => value.includes('*'))
  return either([
    ...(exact.length === 0 ? [] : [`${column} IN ${bindAll(exact)}`]),
    ...patterns.map((pattern) => dialect.like(column, bind(dialect.likePattern(pattern)))),
  ])
}

function referenceIs(
  role: 'actor' | 'target',
  { type, id, prefix }: ReferenceMatch,
  { dialect, bind }: StatementBuilder,
): string {
  const parts = [
    ...(type === undefined ? [] : [`${dialect.quote(`${role}_type`)} = ${bind(type)}`]),
    ...(id === undefined ? [] : [`${dialect.quote(`${role}_id`)} = ${bind(id)}`]),
    ...(prefix === undefined
      ? []
      : [
          either(
            ['type', 'id', 'name'].map((part) =>
              dialect.anyCase(
                dialect.quote(`${role}_${part}`),
                bind(dialect.anyCasePattern(prefix, 'start')),
              ),
            ),
          ),
        ]),
  ]
  return parts.length === 0 ? `${dialect.quote(`${role}_type`)} IS NOT NULL` : `(${parts.join(' AND ')})`
}

function either(alternatives: readonly string[]): string {
  if (alternatives.length === 0) return '1 = 0'
  return alternatives.length === 1 ? (alternatives[0] as string) : `(${alternatives.join(' OR ')})`
}
