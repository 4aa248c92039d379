import type { EventTable } from './event-table.ts'

/**
 * The same, made once for each table. A statement whose text is made anew costs a hash of all of it wherever what was
 * prepared is kept by its text.
 */
export function oncePerTable<T>(make: (table: EventTable) => T): (table: EventTable) => T {
  const made = new WeakMap<EventTable, T>()
  return (table) => {
    const known = made.get(table)
    if (known !== undefined) return known
    const first = make(table)
    made.set(table, first)
    return first
  }
}
