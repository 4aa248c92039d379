/**
 * Takes the first `item` out of a short list. What comes and goes with each event is kept in lists and not in sets: see
 * `decisions/025-what-comes-and-goes.md`.
 */
export function remove<T>(list: T[], item: T): void {
  const index = list.indexOf(item)
  if (index !== -1) list.splice(index, 1)
}
