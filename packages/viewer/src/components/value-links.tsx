import type { Json } from '@daybook/core'
import { visibleText } from '../format/visible-text.ts'
import { excluding, queryOf, toToken } from '../query/edit-query.ts'
import { defaultQuery } from '../query/list-query.ts'
import { words } from '../words/words.ts'
import type { Links } from './links.ts'

interface ValueLinksProps {
  readonly path: string
  readonly value: Json
  readonly links: Links
}

// What the query language can name. A key with a dot in it is two keys there.
const nameable = /^(?:data|context)(?:\.[\w$-]+)+$/

// biome-ignore lint/suspicious/noControlCharactersInRegex: no query may hold one
const sayable = /^[^\u0000-\u001F\u007F-\u009F]{1,200}$/

/** Beside a value: the events that have it, and those that do not. The script puts both into the list's own query. */
export function ValueLinks({ path, value, links }: ValueLinksProps) {
  const text = typeof value === 'object' && value !== null ? undefined : String(value)
  if (text === undefined || !nameable.test(path) || !sayable.test(text)) return <span class="tools" />
  const said = `${path}: ${visibleText(text)}`
  return (
    <span class="tools">
      <a
        href={links.list(queryOf(path, text, '30d'))}
        data-token={toToken(path, [text]).text}
        title={words.json.only}
        aria-label={`${words.json.only} ${said}`}
      >
        =
      </a>
      <a
        href={links.list(excluding({ ...defaultQuery, since: '30d' }, path, text))}
        data-token={toToken(path, [text], true).text}
        title={words.json.not}
        aria-label={`${words.json.not} ${said}`}
      >
        ≠
      </a>
    </span>
  )
}
