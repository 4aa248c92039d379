import type { DataSource } from 'typeorm'
import { type Column, typeName } from './entity-fields.ts'

/** Stands for a value that only the database knows. */
export const unread = Symbol('unread')

/** What a column will hold once a statement has put `given` into it, in the form in which it is read. */
export type Written = (column: Column, given: unknown) => unknown

// What is given for these and what is read back differ in more than their text.
const readBack = new Set(
  'point circle line lseg box path polygon hstore vector halfvec cube ltree geometry geography linestring multipoint multilinestring multipolygon geometrycollection'.split(
    ' ',
  ),
)

const json = new Set(['json', 'jsonb'])

/**
 * Foresees what is stored, where that is certain: what a transformer or an expression makes of a value, and what a
 * column rounds, is {@link unread}.
 */
export function createWritten({ driver, options }: Pick<DataSource, 'driver' | 'options'>): Written {
  // Without a precision MariaDB keeps whole seconds.
  const defaultPrecision = options.type === 'mariadb' ? 0 : 3

  const isRounded = ({ scale, precision }: Column, type: string, value: unknown): boolean => {
    if (value instanceof Date && /^(datetime|timestamp)/.test(type))
      return value.getTime() % 10 ** (3 - Math.min(precision ?? defaultPrecision, 3)) !== 0
    const [, decimals = ''] = String(value).split('.')
    return scale !== undefined && decimals.length > scale && /^(dec|numeric|fixed)/.test(type)
  }

  return (column, given) => {
    const value = referenced(column, given)
    const type = typeName(column.type)
    if (typeof value === 'function' || column.transformer) return unread
    if (value === null) return null
    if (column.isArray || readBack.has(type) || isRounded(column, type, value)) return unread
    // PostgreSQL's driver reads JSON itself, and TypeORM's sends text.
    if (json.has(type)) return value
    return driver.prepareHydratedValue(driver.preparePersistentValue(value, column), column)
  }
}

/** The key that a related object stands for. */
function referenced({ referencedColumn }: Column, value: unknown): unknown {
  const isEntity =
    typeof value === 'object' && value !== null && !(value instanceof Date) && !ArrayBuffer.isView(value)
  return referencedColumn && isEntity ? referencedColumn.getEntityValue(value as object) : value
}
