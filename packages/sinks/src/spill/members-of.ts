import type { EventStore } from '@daybook/core'

/** A plain object that answers for every member of a store, whether that is a literal or an instance of a class. */
export function membersOf<Tx, R extends object>(store: EventStore<Tx, R>): EventStore<Tx, R> {
  const members = {} as EventStore<Tx, R>
  for (
    let level: object = store;
    level !== Object.prototype && level !== null;
    level = Object.getPrototypeOf(level)
  )
    for (const key of Reflect.ownKeys(level)) {
      if (key === 'constructor' || Object.hasOwn(members, key)) continue
      const value: unknown = Reflect.get(store, key)
      Object.defineProperty(members, key, {
        value: typeof value === 'function' ? value.bind(store) : value,
        enumerable: true,
        writable: true,
      })
    }
  return members
}
