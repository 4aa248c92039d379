import { nearest } from '../catalog/nearest.ts'
import { ValidationError } from '../errors/daybook-error.ts'
import { type Outcome, outcomes } from '../event/daybook-event.ts'
import type { Scalar } from './event-query.ts'
import type { FilterFields, FindFilter, NumberRange, ReferenceQuery } from './find-options.ts'
import { toTimeBound } from './time-bound.ts'

/** One piece of a query text: `key:value,value`, or words without a key. */
export interface QueryToken {
  /** `text` for words without a key. */
  readonly key: string
  readonly values: readonly string[]
  /** Written with a leading `-`. */
  readonly not: boolean
  /** Where it stands in the text, in UTF-16 code units. */
  readonly start: number
  readonly end: number
  /** What is wrong with it, in words for people. */
  readonly problem?: string
  /** The text that was probably meant, where there is a problem with a likely answer. */
  readonly fix?: string
}

/**
 * A filter that fits every daybook, whatever its catalog: an action in a text may be anything, which its type says by
 * taking it for a pattern.
 */
export type TextFilter = FindFilter<never>

/** What a query text says, token by token and as a filter. */
export interface ParsedQuery {
  readonly tokens: readonly QueryToken[]
  /** What `find` of any daybook takes; tokens with a problem are left out of it. */
  readonly filter: TextFilter
  readonly problems: readonly QueryToken[]
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
type Fields = Mutable<FilterFields>
type Target = { readonly filter: Mutable<FindFilter>; readonly fields: Fields; readonly not: boolean }

type Problem = string | Required<Pick<QueryToken, 'problem' | 'fix'>>

/** How the values of one key go into the filter. Answers with a problem, if there is one. */
type Apply = (target: Target, values: readonly string[]) => Problem | undefined

/** The keys of the query language, in the order in which they are offered. */
export const queryKeys: readonly string[] = Object.freeze([
  'actor',
  'action',
  'target',
  'outcome',
  'since',
  'until',
  'on',
  'request',
  'trace',
  'ip',
  'status',
  'duration',
  'version',
  'tenant',
  'changed',
  'from',
  'to',
  'text',
])

/**
 * Reads the query language of the viewer and the command line:
 *
 * `actor:ada outcome:failure,denied -actor:system since:7d data.currency:EUR changed:status to:paid "late fee"`
 *
 * A comma means or, a space and, a leading `-` not; quotes keep spaces and commas together. `actor:type:id` is
 * exact, one word is the beginning of a type, an id or a name; `since:all` sets no bound, for readers that have one of
 * their own. Never throws: what it does not understand is a token with a problem.
 */
export function parseQuery(text: string, { now = Date.now() }: { readonly now?: number } = {}): ParsedQuery {
  const filter: Mutable<FindFilter> = {}
  const not: Fields = {}
  const tokens = split(text).map((token): QueryToken => {
    const problem =
      token.problem ?? understand(token, { filter, fields: token.not ? not : filter, not: token.not }, now)
    if (problem === undefined) return token
    return { ...token, ...(typeof problem === 'string' ? { problem } : problem) }
  })
  if (Object.keys(not).length > 0) filter.not = not
  return {
    tokens,
    filter: filter as TextFilter,
    problems: tokens.filter((token) => token.problem !== undefined),
  }
}

/**
 * Like {@link parseQuery}, for callers that cannot show problems.
 *
 * @throws ValidationError `DAYBOOK_BAD_QUERY` that says what is wrong with the first bad token.
 */
export function queryFilter(text: string, options?: { readonly now?: number }): TextFilter {
  const { filter, problems } = parseQuery(text, options)
  const [first] = problems
  if (first === undefined) return filter
  throw new ValidationError({
    code: 'DAYBOOK_BAD_QUERY',
    message: `${first.problem} At character ${first.start + 1} of the query.`,
    fix: 'See the query reference for the keys and what each takes.',
  })
}

/** A token as text again, quoted where it must be. */
export function formatToken({ key, values, not }: Pick<QueryToken, 'key' | 'values' | 'not'>): string {
  const quote = (value: string) =>
    /^[^\s",:\\-][^\s",\\]*$/.test(value) ? value : `"${value.replaceAll(/["\\]/g, '\\$&')}"`
  return `${not ? '-' : ''}${key}:${values.map(quote).join(',')}`
}

/**
 * A reference as a value of `actor` and `target`: `User:7`, or `User:*` for all of a type. A colon inside the type is
 * written `%3A`, a percent sign there `%25`.
 */
export function formatReference({
  type,
  id,
}: {
  readonly type: string
  readonly id?: string | null
}): string {
  return `${type.replaceAll('%', '%25').replaceAll(':', '%3A')}:${id ?? '*'}`
}

function understand({ key, values, not }: QueryToken, target: Target, now: number): Problem | undefined {
  const json = /^(data|context)\.(.+)$/.exec(key)
  if (json) return addJson(target, json[1] as 'data' | 'context', json[2] as string, values)
  const apply = Object.hasOwn(keys, key) ? keys[key] : undefined
  if (apply === undefined) {
    const close = nearest(key, queryKeys)
    const problem = `There is no field \`${key}\`.`
    if (close === undefined) return problem
    return {
      problem: `${problem} Did you mean \`${close}\`?`,
      fix: formatToken({ key: close, values, not }),
    }
  }
  if (values.every((value) => value === '')) return `\`${key}:\` lacks a value.`
  return apply(target, values, now)
}

const keys: Readonly<
  Record<string, (target: Target, values: readonly string[], now: number) => Problem | undefined>
> = {
  action: into('action'),
  text: into('text'),
  request: into('requestId'),
  trace: into('traceId'),
  ip: into('ip'),
  actor: references('actor'),
  target: references('target'),
  status: ranges('statusCode'),
  duration: ranges('durationMs'),
  version: ranges('version'),

  outcome({ fields, not }, values) {
    const bad = values.find((value) => !outcomes.includes(value as Outcome))
    if (bad !== undefined) {
      const close = nearest(bad, outcomes)
      const problem = `\`${bad}\` is no outcome.`
      if (close === undefined) return `${problem} There are ${outcomes.join(', ')}.`
      const meant = values.map((value) => (value === bad ? close : value))
      return {
        problem: `${problem} Did you mean \`${close}\`?`,
        fix: formatToken({ key: 'outcome', values: meant, not }),
      }
    }
    fields.outcome = joined(fields.outcome, values as readonly Outcome[])
    return undefined
  },
  since: time('since'),
  until: time('until'),
  on(target, values, now) {
    return keys.since?.(target, values, now) ?? keys.until?.(target, values, now)
  },
  tenant({ filter, not }, [first, ...more]) {
    if (not || more.length > 0) return '`tenant` takes one value and no `-`.'
    filter.tenant = first as string
    return undefined
  },
  changed({ fields }, [first, ...more]) {
    if (more.length > 0) return '`changed` takes one field.'
    fields.changed = { ...changeOf(fields), field: first as string }
    return undefined
  },
  from: changeSide('from'),
  to: changeSide('to'),
}

function into(field: 'action' | 'text' | 'requestId' | 'traceId' | 'ip'): Apply {
  return ({ fields }, values) => {
    fields[field] = joined(fields[field], values)
    return undefined
  }
}

function references(field: 'actor' | 'target'): Apply {
  return ({ fields }, values) => {
    fields[field] = joined(fields[field], values.map(toReferenceQuery))
    return undefined
  }
}

/** `type:id` is exact, `type:` every one of a type, one word a beginning. */
function toReferenceQuery(value: string): ReferenceQuery<never> {
  const colon = value.indexOf(':')
  if (colon <= 0) return { prefix: value }
  const type = value.slice(0, colon).replaceAll('%3A', ':').replaceAll('%25', '%')
  const id = value.slice(colon + 1)
  return id === '' || id === '*' ? { type } : { type, id }
}

function ranges(field: 'statusCode' | 'durationMs' | 'version'): Apply {
  return ({ fields }, values) => {
    const parsed = values.map(toRange)
    const bad = values.find((_, index) => parsed[index] === undefined)
    if (bad !== undefined) return `\`${bad}\` is no number and no range such as 400..499, >=500 or <=299.`
    fields[field] = joined(fields[field], parsed as readonly NumberRange[])
    return undefined
  }
}

function toRange(text: string): NumberRange | undefined {
  const exact = /^\d+(?:\.\d+)?$/.exec(text)
  if (exact) return { from: Number(text), to: Number(text) }
  const [, from, to] = /^(\d+(?:\.\d+)?)?\.\.(\d+(?:\.\d+)?)?$/.exec(text) ?? []
  if (from !== undefined || to !== undefined)
    return { ...(from !== undefined && { from: Number(from) }), ...(to !== undefined && { to: Number(to) }) }
  const [, sign, bound] = /^([<>])=(\d+(?:\.\d+)?)$/.exec(text) ?? []
  if (sign === undefined) return undefined
  return sign === '>' ? { from: Number(bound) } : { to: Number(bound) }
}

function time(field: 'since' | 'until') {
  return ({ filter, not }: Target, [first, ...more]: readonly string[], now: number): string | undefined => {
    if (not || more.length > 0) return `\`${field}\` takes one time and no \`-\`.`
    if (field === 'since' && first === 'all') {
      delete filter.since
      return undefined
    }
    try {
      toTimeBound(field, first, { now })
      filter[field] = first
      return undefined
    } catch {
      return `\`${first}\` is no time. Try 7d, yesterday, 2026-11-21 or 2026-11-21T09:14Z.`
    }
  }
}

function changeSide(side: 'from' | 'to'): Apply {
  return ({ fields }, [first, ...more]) => {
    if (more.length > 0) return `\`${side}\` takes one value.`
    const change = changeOf(fields)
    if (change.field === '') return `\`${side}\` needs \`changed:field\` before it.`
    fields.changed = { ...change, [side]: scalar(first as string) }
    return undefined
  }
}

function changeOf(fields: Fields): { readonly field: string; readonly from?: Scalar; readonly to?: Scalar } {
  const { changed } = fields
  return typeof changed === 'object' ? changed : { field: changed ?? '' }
}

function addJson(
  { fields }: Target,
  field: 'data' | 'context',
  path: string,
  values: readonly string[],
): undefined {
  const present = values.length === 1 && (values[0] === '*' || values[0] === '')
  fields[field] = { ...fields[field], [path]: present ? undefined : values.flatMap(scalars) }
  return undefined
}

/** What a word can stand for in JSON: `42` is the number or the text, `true` and `null` likewise. */
function scalars(word: string): readonly Scalar[] {
  const value = scalar(word)
  return typeof value === 'string' ? [value] : [value, word]
}

function scalar(word: string): Scalar {
  if (word === 'null') return null
  if (word === 'true' || word === 'false') return word === 'true'
  return /^-?\d+(\.\d+)?$/.test(word) && String(Number(word)) === word ? Number(word) : word
}

function joined<T>(before: T | readonly T[] | undefined, values: readonly T[]): readonly T[] {
  return [
    ...(before === undefined ? [] : Array.isArray(before) ? (before as readonly T[]) : [before as T]),
    ...values,
  ]
}

const tokenStart = /\s*(-?)(?:([A-Za-z][\w.$-]*(?:\.\d+)*):)?/y

/** Cuts a text into tokens. Words without a key that stand side by side are one text each. */
function split(text: string): readonly QueryToken[] {
  const tokens: QueryToken[] = []
  let position = 0
  while (/\S/.test(text.slice(position))) {
    tokenStart.lastIndex = position
    const [matched, minus = '', key] = tokenStart.exec(text) ?? ['']
    const start = position + (matched.length - matched.trimStart().length)
    const { values, end, open } = readValues(text, position + matched.length)
    const token = { key: key ?? 'text', values, not: minus === '-', start, end }
    tokens.push(open ? { ...token, problem: 'A quote is not closed.', fix: formatToken(token) } : token)
    position = Math.max(end, start + 1)
  }
  return tokens
}

function readValues(text: string, from: number): { values: readonly string[]; end: number; open: boolean } {
  const values: string[] = []
  let value = ''
  let quoted = false
  let index = from
  for (; index < text.length; index++) {
    const character = text[index] as string
    if (character === '\\' && quoted && index + 1 < text.length) value += text[++index]
    else if (character === '"') quoted = !quoted
    else if (character === ',' && !quoted) {
      values.push(value)
      value = ''
    } else if (/\s/.test(character) && !quoted) break
    else value += character
  }
  values.push(value)
  return {
    values: values.filter((each, position) => each !== '' || (position === 0 && values.length === 1)),
    end: index,
    open: quoted,
  }
}
