import { ConfigurationError } from '../errors/daybook-error.ts'
import { dropEvent, type Processor } from './processor.ts'

/** Actions as an array, a Set, or the keys of a Map or an object. */
export type ActionList = Iterable<string> | ReadonlyMap<string, unknown> | Readonly<Record<string, unknown>>

/**
 * Lets only the listed actions pass. An empty list lets none pass.
 *
 * @throws ConfigurationError `DAYBOOK_BAD_FILTER` for anything but a list.
 */
export function allowActions(actions: ActionList): Processor {
  const allowed = new Set(namesOf(actions))
  return (event) => (allowed.has(event.action) ? undefined : dropEvent)
}

function namesOf(actions: unknown): readonly string[] {
  if (typeof actions !== 'object' || actions === null) throw badFilter('a list of actions', [actions])
  const names =
    actions instanceof Map
      ? [...actions.keys()]
      : Symbol.iterator in actions
        ? [...(actions as Iterable<unknown>)]
        : Object.keys(actions)
  const bad = names.filter((name) => typeof name !== 'string')
  if (bad.length > 0) throw badFilter('texts', bad)
  return names as string[]
}

/** Which actions pass. Both lists are matched at the start of the action. */
export interface MatchOptions {
  /** Passes when one of these matches at the start of the action. Default: none, so nothing passes. */
  readonly allow?: readonly (RegExp | string)[]
  /** Does not pass when one of these matches at the start. Beats `allow`. */
  readonly block?: readonly (RegExp | string)[]
}

/**
 * Lets actions pass by regular expression, matched at the start of the action. With `block` alone, everything
 * else passes.
 *
 * @throws ConfigurationError `DAYBOOK_BAD_FILTER` that names every bad expression.
 */
export function matchActions(options: MatchOptions = {}): Processor {
  const { allow, block, ...others } = options
  const unknown = Object.keys(others)
  if (unknown.length > 0) throw badFilter('`allow` and `block`', unknown)
  const bad: unknown[] = []
  const allowed = allow === undefined && block !== undefined ? undefined : compile('allow', allow ?? [], bad)
  const blocked = compile('block', block ?? [], bad)
  if (bad.length > 0) throw badFilter('regular expressions', bad)
  return ({ action }) => {
    if (blocked.some((expression) => expression.test(action))) return dropEvent
    return allowed === undefined || allowed.some((expression) => expression.test(action))
      ? undefined
      : dropEvent
  }
}

/** The expressions, anchored; those that are none are added to `bad`. */
function compile(option: string, expressions: unknown, bad: unknown[]): readonly RegExp[] {
  if (!Array.isArray(expressions)) throw badFilter(`an array of expressions as \`${option}\``, [expressions])
  return expressions.flatMap((expression) => {
    try {
      if (typeof expression !== 'string' && !(expression instanceof RegExp)) throw new TypeError()
      const { source, flags } = new RegExp(expression)
      return [new RegExp(`^(?:${source})`, flags.replaceAll(/[gmy]/g, ''))]
    } catch {
      bad.push(expression)
      return []
    }
  })
}

function badFilter(wanted: string, got: readonly unknown[]): ConfigurationError {
  const shown = got.map((value) => (typeof value === 'string' ? `\`${value}\`` : String(value))).join(', ')
  return new ConfigurationError({
    code: 'DAYBOOK_BAD_FILTER',
    message: `A filter wants ${wanted}, got ${shown}.`,
    fix: 'Correct all of them.',
  })
}
