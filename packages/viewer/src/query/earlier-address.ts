import { formatReference, parseQuery, queryKeys } from '@daybook/core/query'
import { words } from '../words/words.ts'
import { BadQuery } from './bad-query.ts'
import { toToken } from './edit-query.ts'
import { parseInstant } from './parse-instant.ts'
import { lengthMillis, type WindowLength } from './time-window.ts'

/** What the pages and the data below the list take beside filters. */
const ownParameters: readonly string[] = ['q', 'cursor', 'e', 'limit', 'after', 'typed']

/**
 * Whether an address has filters as parameters of their own, as it had before there was `q`; the form for a window still
 * sends two of them. What is nearly the name of a filter is meant for one; parameters of others are left alone.
 */
export function isEarlierAddress(params: URLSearchParams): boolean {
  return [...params.keys()].some(isMeantAsFilter)
}

/** The filters that an address has as parameters, as query text; `''` for one that has none. */
export function earlierText(params: URLSearchParams): string {
  const until = given(params, 'until').map(untilText)[0]
  return [...new Set(params.keys())]
    .filter(isMeantAsFilter)
    .flatMap((name) => {
      if (name === 'until') return until === undefined ? [] : [`until:${until}`]
      const values = given(params, name).map((value) => valueText(name, value, until))
      return values.length === 0 ? [] : [toToken(name, values).text]
    })
    .join(' ')
}

/**
 * For an address whose answer must be exactly what was asked for.
 *
 * @throws BadQuery for the first of `names` that is not among `known`.
 */
export function assertKnownParameters(names: Iterable<string>, known: readonly string[]): void {
  const unknown = [...names].find((name) => !known.includes(name))
  if (unknown === undefined) return
  const { problem, fix } = problemOf(unknown) ?? {}
  throw new BadQuery(fix === undefined || problem === undefined ? words.bad.parameter(unknown) : problem)
}

/** Whether a parameter is a filter of a list by its name. */
export function isFilter(name: string): boolean {
  return queryKeys.includes(name) || /^(data|context)\.[^\s",:]+$/.test(name)
}

function isMeantAsFilter(name: string): boolean {
  if (isFilter(name)) return true
  // Two or three letters are near to too much.
  return name.length > 3 && !ownParameters.includes(name) && problemOf(name)?.fix !== undefined
}

/** What the query language says of a key. */
function problemOf(name: string) {
  return parseQuery(toToken(name, ['x']).text).problems.find(({ key }) => key === name)
}

function given(params: URLSearchParams, name: string): readonly string[] {
  return params.getAll(name).filter((value) => value.trim() !== '')
}

function valueText(name: string, value: string, until: string | undefined): string {
  if (name === 'since') return sinceText(value, until)
  return name === 'actor' || name === 'target' ? referenceText(value) : value
}

/** `User:7` stays; a type alone stood for all of it. */
function referenceText(text: string): string {
  const colon = text.indexOf(':')
  if (colon !== -1) return colon === text.length - 1 ? `${text}*` : text
  return formatReference({ type: text.replaceAll('%3A', ':').replaceAll('%25', '%') })
}

/** A length counted back from the end of the window, where one was set. */
function sinceText(text: string, until: string | undefined): string {
  const length = lengthMillis(text as WindowLength)
  if (length === undefined) return parseInstant(text)?.toISOString() ?? text
  return until === undefined ? text : new Date(Date.parse(until) - length).toISOString()
}

function untilText(text: string): string {
  const until = parseInstant(text)
  if (!until) throw new BadQuery(words.bad.until)
  return until.toISOString()
}
