import type { Processor } from './processor.ts'

/**
 * Gives actions other names. A key is an action, or a prefix that ends in `*`: then the value may end in `*` too
 * and the rest of the action follows. An exact key beats every prefix, a longer prefix a shorter one. Actions
 * that no key matches keep their names.
 */
export function renameActions(names: Readonly<Record<string, string>>): Processor {
  const exact = new Map(Object.entries(names).filter(([key]) => !key.endsWith('*')))
  const prefixes = Object.entries(names)
    .filter(([key]) => key.endsWith('*'))
    .map(([key, name]) => ({ prefix: key.slice(0, -1), name }))
    .sort((a, b) => b.prefix.length - a.prefix.length)
  const renamed = (action: string): string => {
    const name = exact.get(action)
    if (name !== undefined) return name
    const match = prefixes.find(({ prefix }) => action.startsWith(prefix))
    if (match === undefined) return action
    return match.name.endsWith('*') ? match.name.slice(0, -1) + action.slice(match.prefix.length) : match.name
  }
  return (event) => {
    const action = renamed(event.action)
    return action === event.action ? undefined : { ...event, action }
  }
}
