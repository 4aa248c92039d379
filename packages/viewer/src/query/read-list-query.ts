import { formatToken, parseQuery, type QueryToken, toTimeBound } from '@daybook/core/query'
import { words } from '../words/words.ts'
import { BadQuery } from './bad-query.ts'
import { assertKnownParameters, earlierText, isEarlierAddress, isFilter } from './earlier-address.ts'
import { defaultQuery, type ListQuery, type ListToken } from './list-query.ts'
import { queryText } from './list-search.ts'
import { parseLength, startOf, type WindowStart } from './time-window.ts'

/**
 * The query of an address: the texts of its `q`, one after the other. Parameters of others are left alone. A filter
 * that cannot be used is a token with a problem.
 *
 * @throws BadQuery for a window that ends before it begins.
 */
export function readListQuery(params: URLSearchParams, now: number): ListQuery {
  const text = [...params.getAll('q'), earlierText(params)].filter((each) => each.trim() !== '').join(' ')
  const cursor = params.get('cursor') || undefined
  let since: WindowStart = defaultQuery.since
  let until: Date | undefined
  const tokens: ListToken[] = []
  for (const token of parseQuery(text, { now }).tokens) {
    const [value = ''] = token.values
    if (token.problem !== undefined || !windowKeys.includes(token.key)) {
      tokens.push(toListToken(token, text))
      continue
    }
    if (token.key !== 'until') since = toStart(value, now)
    if (token.key !== 'since') until = toTimeBound('until', value, { now, inclusive: true })
  }
  const start = startOf(since, now)
  if (start && until && start > until) throw new BadQuery(words.bad.order)
  return { tokens, since, ...(until && { until }), ...(cursor !== undefined && { cursor }) }
}

/**
 * The query of an address whose answer must be exactly what was asked for: an export, or data for a program.
 *
 * @throws BadQuery with the first problem.
 */
export function readExactQuery(params: URLSearchParams, now: number): ListQuery {
  const query = readListQuery(params, now)
  const bad = query.tokens.find(({ problem }) => problem !== undefined)
  if (bad?.problem !== undefined) throw new BadQuery(bad.problem)
  return query
}

/**
 * The same for a program, which sees no filters beside its answer: a parameter that means nothing is no filter of it.
 * `others` are those that mean something beside the filters.
 *
 * @throws BadQuery with the first problem.
 */
export function readStrictQuery(
  params: URLSearchParams,
  now: number,
  others: readonly string[] = [],
): ListQuery {
  const names = [...params.keys()].filter((name) => !isFilter(name))
  assertKnownParameters(names, ['q', ...others])
  return readExactQuery(params, now)
}

/** Whether an address says what it asks for in the one way in which links say it. */
export function isCanonical(params: URLSearchParams, query: ListQuery): boolean {
  return !isEarlierAddress(params) && params.getAll('q').join(' ') === queryText(query)
}

const windowKeys: readonly string[] = ['since', 'until', 'on']

// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the purpose
const controlCharacters = /[\u0000-\u001F\u007F-\u009F]/

function toListToken(token: QueryToken, whole: string): ListToken {
  const { key, values, not, start, end, fix } = token
  const control = values.some((value) => controlCharacters.test(value))
  const problem = token.problem ?? (control ? words.bad.control(key) : undefined)
  return {
    key,
    values,
    not,
    // What is not understood stays as it was written.
    text: token.problem === undefined ? formatToken(token) : whole.slice(start, end),
    ...(problem !== undefined && { problem }),
    ...(fix !== undefined && { fix }),
  }
}

/** A length stays one; a day that has a name becomes the instant that it is today. */
function toStart(text: string, now: number): WindowStart {
  return text === 'all' ? text : (parseLength(text) ?? toTimeBound('since', text, { now }))
}
