import { nearest } from '../catalog/nearest.ts'
import type { Daybook } from '../daybook/daybook.ts'
import { ConfigurationError } from '../errors/daybook-error.ts'

// Under Symbol.for, so that two installed copies of this package see the same daybooks.
const key = Symbol.for('daybook.registry')
const globals = globalThis as { [key]?: Map<string, unknown> }
globals[key] ??= new Map()
const registry = globals[key]

/** Makes a daybook known under a name; the same name again replaces it. */
export function registerDaybook(name: string, daybook: unknown): void {
  registry.set(name, daybook)
}

/** Whether a daybook is known under this name. */
export function hasDaybook(name: string): boolean {
  return registry.has(name)
}

/**
 * The daybook of this name.
 *
 * @throws ConfigurationError `DAYBOOK_NOT_CONFIGURED` where there is none.
 */
export function getDaybook(name = 'default'): Daybook {
  if (registry.has(name)) return registry.get(name) as Daybook
  const close = nearest(name, [...registry.keys()])
  throw new ConfigurationError({
    code: 'DAYBOOK_NOT_CONFIGURED',
    message: `There is no daybook named \`${name}\`.${close ? ` Did you mean \`${close}\`?` : ''}`,
    fix:
      name === 'default' ? 'Call configure({ store }) first.' : `Call registerDaybook('${name}', …) first.`,
  })
}
