import type { WhereClause, WhereCondition, WriteBuilder } from './write-builder.ts'

/**
 * Which rows a statement was to write, for its summary: by property where it was told so (`{ status: 'open' }`), else
 * as the text of the condition and its parameters. Undefined: all.
 */
export function criteriaOf(builder: WriteBuilder): unknown {
  const { wheres, parameters } = builder.expressionMap
  if (wheres.length === 0) return undefined
  return ofClauses(wheres, parameters) ?? asText(builder)
}

type Criteria = Record<string, unknown>

function ofClauses(
  clauses: readonly WhereClause[],
  parameters: Readonly<Record<string, unknown>>,
): Criteria | readonly Criteria[] | undefined {
  const parts = clauses.map(({ condition }) => ofCondition(condition, parameters))
  if (!parts.every((part) => part !== undefined)) return undefined
  if (parts.length === 1) return parts[0]
  if (clauses.every(({ type }, index) => type === 'or' || index === 0) && clauses.at(-1)?.type === 'or')
    return parts.flat()
  const names = parts.flatMap((part) => Object.keys(part))
  // Two conditions on one property, or alternatives within: too much for an object.
  if (parts.some((part) => Array.isArray(part)) || new Set(names).size < names.length) return undefined
  return Object.assign({}, ...parts) as Criteria
}

function ofCondition(
  condition: WhereCondition,
  parameters: Readonly<Record<string, unknown>>,
): Criteria | readonly Criteria[] | undefined {
  if (typeof condition === 'string') return undefined
  if (Array.isArray(condition)) return ofClauses(condition, parameters)
  if (!('parameters' in condition)) return undefined
  const [property = '', ...names] = condition.parameters
  const values = names.map((name) => parameters[name.replace(/^:(\.\.\.)?/, '')])
  const isWhole = names.every((name) => name.startsWith(':'))
  if (!isWhole) return undefined
  const value = values.length === 1 && condition.operator !== 'in' ? values[0] : values
  return { [property]: condition.operator === 'equal' ? value : { [condition.operator]: value } }
}

function asText(builder: WriteBuilder): Criteria {
  const where = builder.createWhereExpression().replace(/^ WHERE /, '')
  const { parameters } = builder.expressionMap
  const named = Object.entries(parameters).filter(
    ([name]) => where.includes(`:${name}`) || where.includes(`:...${name}`),
  )
  return { where, parameters: Object.fromEntries(named) }
}
