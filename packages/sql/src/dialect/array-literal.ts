import type { SqlParameter } from './sql-dialect.ts'

const special = /["\\]/g

/**
 * A PostgreSQL array literal (documentation, section 8.15.6): quoted elements, NULL bare. Built here because one
 * text parameter an array is sent as it is by every driver and ORM, and faster than their own encoding.
 */
export function arrayLiteral(values: readonly SqlParameter[]): string {
  let literal = '{'
  for (const value of values) {
    if (literal.length > 1) literal += ','
    if (value === null) literal += 'NULL'
    else if (typeof value === 'number') literal += value
    else literal += `"${value.replace(special, '\\$&')}"`
  }
  return `${literal}}`
}
