import { formatToken } from '@daybook/core/query'
import { defaultQuery, type ListQuery, type ListToken, withoutCursor } from './list-query.ts'
import type { WindowStart } from './time-window.ts'

/** The list of everything with one value, over all time unless said otherwise. */
export function queryOf(key: string, value: string, since: WindowStart = 'all'): ListQuery {
  return { ...defaultQuery, tokens: [toToken(key, [value])], since }
}

/** The same list with this value alone for its key. */
export function narrowed(query: ListQuery, key: string, value: string): ListQuery {
  return withTokens(query, [...query.tokens.filter((each) => !isChoice(each, key)), toToken(key, [value])])
}

/** The same list with this value among those of its key, or without it where it was. */
export function toggled(query: ListQuery, key: string, value: string): ListQuery {
  const others = query.tokens.filter((each) => !isChoice(each, key))
  const chosen = choices(query, key)
  const values = chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value]
  return withTokens(query, values.length === 0 ? others : [...others, toToken(key, values)])
}

/** The same list without the events that have this value. */
export function excluding(query: ListQuery, key: string, value: string): ListQuery {
  return withTokens(query, [...query.tokens, toToken(key, [value], true)])
}

/** The same list without one of its filters. What a changed field became goes with the field. */
export function without(query: ListQuery, token: ListToken): ListQuery {
  const belongs = ({ key, not }: ListToken) => (key === 'from' || key === 'to') && not === token.not
  return withTokens(
    query,
    query.tokens.filter((each) => each !== token && !(token.key === 'changed' && belongs(each))),
  )
}

/** The values of a key that the list is narrowed to. */
export function choices(query: ListQuery, key: string): readonly string[] {
  return query.tokens.filter((each) => isChoice(each, key)).flatMap(({ values }) => values)
}

/** A filter, written as it is read back. */
export function toToken(key: string, values: readonly string[], not = false): ListToken {
  return { key, values, not, text: formatToken({ key, values, not }) }
}

function isChoice({ key, not, problem }: ListToken, wanted: string): boolean {
  return key === wanted && !not && problem === undefined
}

function withTokens(query: ListQuery, tokens: readonly ListToken[]): ListQuery {
  return { ...withoutCursor(query), tokens }
}
