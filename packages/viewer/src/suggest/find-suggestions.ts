import type { FacetField, FindFilter, Reference, TargetReference } from '@daybook/core'
import { formatReference, formatToken, queryKeys } from '@daybook/core/query'
import { numberText } from '../format/count-text.ts'
import { actorName, shortName } from '../format/reference-name.ts'
import { visibleText } from '../format/visible-text.ts'
import { type ListQuery, toFindFilter } from '../query/list-query.ts'
import type { EventReader } from '../viewer/event-reader.ts'
import { words } from '../words/words.ts'

/** A token that the reader may mean. */
export interface Suggestion {
  /** What stands in the query box once it is chosen; a key alone ends in its colon. */
  readonly text: string
  readonly label: string
  readonly note: string
}

interface Typed {
  readonly not: boolean
  readonly key: string
  /** The values before the one that is typed. */
  readonly chosen: readonly string[]
  readonly beginning: string
}

const most = 8

// Enough events to know what is frequent, few enough to be quick at every key.
const cap = 20_000

/** What the token that is being typed may become: keys, then values of the catalog, then those of the list's window. */
export async function findSuggestions(
  reader: EventReader,
  typed: string,
  { query, now, actions }: { query: ListQuery; now: number; actions: readonly string[] },
): Promise<readonly Suggestion[]> {
  const token = parseTyped(typed)
  if (!token) return keysLike(typed)
  const { not, key, chosen, beginning } = token
  const window = toFindFilter({ tokens: [], since: query.since === 'all' ? '30d' : query.since }, now)
  const found = await valuesLike(reader, { key, beginning, window, actions })
  return found
    .filter(({ value }) => !chosen.includes(value))
    .slice(0, most)
    .map(({ value, label, note }) => ({
      text: formatToken({ key, values: [...chosen, value], not }),
      label: visibleText(label),
      note,
    }))
}

function parseTyped(typed: string): Typed | undefined {
  const [, minus, key, rest = ''] = /^(-?)([a-z]+):(.*)$/i.exec(typed) ?? []
  if (key === undefined) return undefined
  const values = rest.split(',').map((value) => value.replaceAll('"', ''))
  return { not: minus === '-', key, chosen: values.slice(0, -1), beginning: values.at(-1) ?? '' }
}

function keysLike(typed: string): readonly Suggestion[] {
  const [, minus = '', beginning = ''] = /^(-?)(.*)$/.exec(typed) ?? []
  return queryKeys
    .filter((key) => key.startsWith(beginning.toLowerCase()) && key !== 'text')
    .map((key) => ({
      text: `${minus}${key}:`,
      label: words.keyHelp[key as keyof typeof words.keyHelp] ?? '',
      note: '',
    }))
}

interface Value {
  readonly value: string
  readonly label: string
  readonly note: string
}

async function valuesLike(
  reader: EventReader,
  asked: { key: string; beginning: string; window: FindFilter; actions: readonly string[] },
): Promise<readonly Value[]> {
  const { key, beginning, window, actions } = asked
  const like = (text: string) => text.toLowerCase().startsWith(beginning.toLowerCase())
  const plain = (values: readonly string[]) =>
    values.filter(like).map((value) => ({ value, label: '', note: '' }))
  const counted = async <F extends FacetField>(field: F, filter: FindFilter = window, values = 200) => {
    if (filter.since === undefined) return []
    return (await reader.summarise(filter, { facets: [field], values, cap })).facets[field]
  }
  switch (key) {
    case 'outcome':
      return plain(Object.keys(words.outcome))
    case 'since':
      return plain(['1h', '24h', '7d', '30d', 'today', 'yesterday', 'all'])
    case 'until':
    case 'on':
      return plain(['today', 'yesterday'])
    case 'action': {
      const known = plain(actions)
      const frequent = await counted('action', { ...window, action: `${beginning}*` })
      return [
        ...known,
        ...frequent
          .filter(({ value }) => !actions.includes(value))
          .map(({ value, count }) => ({ value, label: '', note: numberText(count) })),
      ]
    }
    case 'actor':
    case 'target': {
      const typed = beginning.includes(':')
      const filter = beginning === '' || typed ? window : { ...window, [key]: { prefix: beginning } }
      const frequent: readonly { value: TargetReference | null; count: number }[] = await counted(key, filter)
      return frequent.flatMap(({ value, count }) => {
        if (value === null) return []
        const text = formatReference(value)
        if (typed && !like(text)) return []
        return [{ value: text, label: nameOf(key, value), note: numberText(count) }]
      })
    }
    case 'ip':
    case 'tenant': {
      const frequent = await counted(key)
      return frequent.flatMap(({ value, count }) =>
        value !== null && like(value) ? [{ value, label: '', note: numberText(count) }] : [],
      )
    }
    case 'status': {
      const frequent = await counted('statusCode')
      return frequent.flatMap(({ value, count }) =>
        value !== null && like(String(value))
          ? [{ value: String(value), label: '', note: numberText(count) }]
          : [],
      )
    }
    default:
      return []
  }
}

function nameOf(key: 'actor' | 'target', value: TargetReference): string {
  return key === 'actor' ? actorName(value as Reference) : shortName(value)
}
