import { isRaw } from '@mikro-orm/core'

/** A condition of MikroORM's as an event can hold it: without aliases, fragments of SQL as text. Undefined: all rows. */
export function criteriaOf(condition: unknown): unknown {
  const plain = plainOf(condition)
  const isEmpty = typeof plain === 'object' && plain !== null && Object.keys(plain).length === 0
  return isEmpty ? undefined : plain
}

function plainOf(condition: unknown): unknown {
  if (isRaw(condition)) return condition.sql
  if (Array.isArray(condition)) return condition.map(plainOf)
  if (typeof condition !== 'object' || condition === null) return condition
  if (Object.getPrototypeOf(condition) !== Object.prototype) return condition
  return Object.fromEntries(
    Reflect.ownKeys(condition).map((key) => [nameOf(key), plainOf(Reflect.get(condition, key))]),
  )
}

/** Fragments of SQL as keys are symbols; a property of a joined entity is known by its own name. */
function nameOf(key: string | symbol): string {
  return typeof key === 'symbol' ? (key.description ?? '') : key.slice(key.lastIndexOf('.') + 1)
}
