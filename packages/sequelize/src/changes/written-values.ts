import type { SqlDialect } from '@daybook/sql'
import type { LiveSequelize } from '../store/live-sequelize.ts'
import type { ModelField } from './model-fields.ts'

/** Stands for a value that only the database knows. */
export const unread = Symbol('unread')

/** What a column will hold once a statement has put `value` into it, in the form in which it is read. */
export type Foresee = (field: ModelField, value: unknown) => unknown

const texts = new Set(['STRING', 'CHAR', 'TEXT', 'UUID', 'ENUM'])

// What is given for these and what is read back may differ in more than their text.
const readBack = new Set([
  'CITEXT',
  'HSTORE',
  'RANGE',
  'GEOMETRY',
  'GEOGRAPHY',
  'INET',
  'CIDR',
  'MACADDR',
  'TSVECTOR',
  'TIME',
  'ARRAY',
])

/** Foresees what is stored, where that is certain: an expression, or what a column rounds, is {@link unread}. */
export function createForesee({ name }: Pick<SqlDialect, 'name'>, isExpression: IsExpression): Foresee {
  const isRounded = (value: unknown, scale: number | undefined): boolean => {
    const kept = {
      sqlite: Number.POSITIVE_INFINITY,
      postgres: scale ?? Number.POSITIVE_INFINITY,
      mariadb: scale ?? 0,
    }
    return decimalsOf(value) > kept[name]
  }

  return ({ type }, value) => {
    if (value === null || value === undefined) return value
    if (isExpression(value) || readBack.has(type.key)) return unread
    if (type.key === 'BIGINT') return digits(value)
    if (type.key === 'BLOB') return typeof value === 'string' ? unread : value
    if (type.key === 'DATE') return name === 'mariadb' ? cut(value, type._length ?? 0) : value
    if (type.key === 'DECIMAL')
      return isRounded(value, type._scale) ? unread : decimalText(value, type._scale)
    if (type.key === 'UUID' && name === 'postgres') return String(value).toLowerCase()
    return texts.has(type.key) && typeof value !== 'object' ? String(value) : value
  }
}

/** Whether a value is SQL of the app's: `literal`, `fn`, `col` and the like. */
export type IsExpression = (value: unknown) => boolean

export function createIsExpression(sequelize: LiveSequelize): IsExpression {
  const { Utils } = sequelize.constructor as unknown as {
    // biome-ignore lint/complexity/noBannedTypes: the class that all of Sequelize's expressions extend
    readonly Utils: { readonly SequelizeMethod: Function }
  }
  return (value) => value instanceof Utils.SequelizeMethod
}

/** Sequelize cuts the digits of a second that a column has no room for. */
function cut(value: unknown, decimals: number): unknown {
  const time = value instanceof Date ? value.getTime() : Number.NaN
  const unit = 10 ** (3 - Math.min(decimals, 3))
  return Number.isNaN(time) ? unread : new Date(Math.floor(time / unit) * unit)
}

/** The driver `mariadb` reads what is too large for a number as an object of its own. */
export function digits(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? String(value) : value
}

/** A decimal number as databases other than SQLite write it, with all digits that its column keeps. */
export function decimalText(value: unknown, scale = 0): string {
  const text = String(value)
  const missing = scale - decimalsOf(text)
  if (!/^-?\d+(\.\d*)?$/.test(text) || missing <= 0) return text
  return `${text}${text.includes('.') ? '' : '.'}${'0'.repeat(missing)}`
}

function decimalsOf(value: unknown): number {
  const text = String(value)
  return /e/i.test(text) ? Number.POSITIVE_INFINITY : (text.split('.')[1]?.length ?? 0)
}
