import type { LiveModel } from './live-model.ts'
import { fieldsOf } from './model-fields.ts'
import type { Where } from './stored-rows.ts'
import type { IsExpression } from './written-values.ts'

/**
 * Which rows a statement was to write, for its summary: by attribute, operators by their names
 * (`{ amount: { gt: 100 } }`), and of SQL its text. Undefined: all.
 */
export function criteriaOf(model: LiveModel, where: Where, isExpression: IsExpression): unknown {
  const attributes = new Map(fieldsOf(model).map(({ attribute, column }) => [column, attribute]))

  const describe = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || value instanceof Date) return value
    if (Array.isArray(value)) return value.map(describe)
    if (isExpression(value)) return sqlOf(value)
    return Object.fromEntries(
      Reflect.ownKeys(value).map((key) => [
        typeof key === 'symbol' ? (key.description ?? '') : (attributes.get(key) ?? key),
        describe((value as Record<PropertyKey, unknown>)[key]),
      ]),
    )
  }
  return isEmpty(where) ? undefined : describe(where)
}

function isEmpty(where: Where): boolean {
  return (
    where === undefined ||
    where === null ||
    (typeof where === 'object' && Reflect.ownKeys(where).length === 0)
  )
}

function sqlOf(expression: object): unknown {
  const { val, fn } = expression as { readonly val?: unknown; readonly fn?: unknown }
  return { sql: typeof val === 'string' ? val : typeof fn === 'string' ? `${fn}(…)` : '…' }
}
