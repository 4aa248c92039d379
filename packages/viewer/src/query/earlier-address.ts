import { formatReference } from '@daybook/core/query'
import { words } from '../words/words.ts'
import { BadQuery } from './bad-query.ts'
import { toToken } from './edit-query.ts'
import { parseInstant } from './parse-instant.ts'
import { lengthMillis, type WindowLength } from './time-window.ts'

/** Parameters that an address had before there was `q`. The form for a window still sends the last two. */
const names = ['action', 'actor', 'target', 'outcome', 'request', 'since', 'until'] as const

/** Whether an address has any of the parameters that became tokens of `q`. */
export function isEarlierAddress(params: URLSearchParams): boolean {
  return names.some((name) => params.has(name))
}

/** What an address of before says, as query text; `''` for one of today. */
export function earlierText(params: URLSearchParams): string {
  const given = (name: (typeof names)[number]) => params.getAll(name).filter((value) => value.trim() !== '')
  const tokens = (key: (typeof names)[number], read = (value: string) => value) => {
    const values = given(key)
    return values.length === 0 ? [] : [toToken(key, values.map(read)).text]
  }
  const until = given('until').map(untilText)[0]
  return [
    ...tokens('action'),
    ...tokens('actor', referenceText),
    ...tokens('target', referenceText),
    ...tokens('outcome'),
    ...tokens('request'),
    ...tokens('since', (value) => sinceText(value, until)),
    ...(until === undefined ? [] : [`until:${until}`]),
  ].join(' ')
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
