import type { Outcome } from '@daybook/core'
import { words } from '../words/words.ts'
import { BadQuery } from './bad-query.ts'
import { defaultQuery, type ListQuery } from './list-query.ts'
import { parseInstant } from './parse-instant.ts'
import { parseReference, type ReferencePattern } from './reference-text.ts'
import { isPreset, type WindowStart } from './time-window.ts'

/**
 * The query of an address. Empty parameters are absent ones, since an empty input of a form is sent; parameters
 * of others are left alone.
 *
 * @throws BadQuery for a value that cannot be looked for.
 */
export function readListQuery(params: URLSearchParams): ListQuery {
  const action = text(params, 'action')
  const actor = reference(params, 'actor')
  const target = reference(params, 'target')
  const outcome = outcomes(params)
  const request = text(params, 'request')
  const since = start(params)
  const until = end(params)
  const cursor = text(params, 'cursor')
  if (since instanceof Date && until && since > until) throw new BadQuery(words.bad.order)
  return {
    ...(action !== undefined && { action }),
    ...(actor && { actor }),
    ...(target && { target }),
    ...(outcome && { outcome }),
    ...(request !== undefined && { request }),
    since,
    ...(until && { until }),
    ...(cursor !== undefined && { cursor }),
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the purpose
const controlCharacters = /[\u0000-\u001F\u007F-\u009F]/

function text(params: URLSearchParams, name: string): string | undefined {
  const given = params.getAll(name).filter((value) => value.trim() !== '')
  if (given.length > 1) throw new BadQuery(words.bad.once(name))
  const [value] = given
  if (value !== undefined && controlCharacters.test(value)) throw new BadQuery(words.bad.control(name))
  return value
}

function reference(params: URLSearchParams, name: string): ReferencePattern | undefined {
  const value = text(params, name)
  if (value === undefined) return undefined
  const parsed = parseReference(value)
  if (!parsed) throw new BadQuery(words.bad.reference(name))
  return parsed
}

function outcomes(params: URLSearchParams): readonly Outcome[] | undefined {
  const given = params.getAll('outcome').filter((value) => value !== '')
  const wrong = given.find((value) => !Object.hasOwn(words.outcome, value))
  if (wrong !== undefined) throw new BadQuery(words.bad.outcome(wrong))
  return given.length === 0 ? undefined : ([...new Set(given)] as Outcome[])
}

function start(params: URLSearchParams): WindowStart {
  const value = text(params, 'since')
  if (value === undefined) return defaultQuery.since
  const since = isPreset(value) ? value : parseInstant(value)
  if (since === undefined) throw new BadQuery(words.bad.since)
  return since
}

function end(params: URLSearchParams): Date | undefined {
  const value = text(params, 'until')
  if (value === undefined) return undefined
  const until = parseInstant(value)
  if (!until) throw new BadQuery(words.bad.until)
  return until
}
