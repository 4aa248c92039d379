import { isMark, type Json, type JsonObject } from '@daybook/core'
import { omittedKey } from '../format/mark-text.ts'
import { visibleJson, visibleText } from '../format/visible-text.ts'
import { words } from '../words/words.ts'
import type { Links } from './links.ts'
import { Mark } from './mark.tsx'
import { ValueLinks } from './value-links.tsx'

// Core stores 20 levels. What other writers put deeper is said to be there, not drawn.
const maxDepth = 24

// A longer text is shown by its beginning until the reader asks for all of it.
const maxLength = 400

/** Where a value stands, for looking for others like it. */
interface Place {
  /** In the words of a query: `data.invoice.currency`. */
  readonly path: string
  readonly links: Links
}

interface JsonViewProps {
  readonly value: Json
  /** The field of the event that it is: the beginning of each path. */
  readonly field: 'data' | 'context'
  readonly links: Links
}

/** Stored JSON as a reader wants it: indented, foldable, coloured by kind, with what was left out said in words. */
export function JsonView({ value, field, links }: JsonViewProps) {
  return (
    <div class="json" data-copy={JSON.stringify(words.json)}>
      <JsonValue value={value} depth={0} place={{ path: field, links }} />
    </div>
  )
}

interface JsonValueProps<V extends Json> {
  readonly value: V
  readonly depth: number
  /** Absent: nothing can be looked for from here. */
  readonly place?: Place | undefined
}

/** A value where it stands: a scalar inline, an array or object over several lines. */
export function JsonValue({ value, depth, place }: JsonValueProps<Json>) {
  if (typeof value === 'string') return <JsonText text={value} />
  if (typeof value !== 'object' || value === null) return <span class="scalar">{String(value)}</span>
  if (depth > maxDepth) return <span class="mark">{words.mark.tooDeep}</span>
  if (Array.isArray(value)) return <JsonArray value={value} depth={depth} place={place} />
  return <JsonRecord value={value as JsonObject} depth={depth} place={place} />
}

function JsonText({ text }: { text: string }) {
  if (text.length <= maxLength) return <span class="string">{visibleJson(text)}</span>
  return (
    <details class="long">
      <summary>
        <span class="string">{visibleJson(text.slice(0, maxLength / 2).toWellFormed())}</span>
        <span class="more">{words.event.showAll(text.length)}</span>
      </summary>
      <span class="string">{visibleJson(text)}</span>
    </details>
  )
}

function JsonArray({ value, depth, place }: JsonValueProps<readonly Json[]>) {
  if (value.length === 0) return <span class="punctuation">[]</span>
  return (
    <>
      <span class="punctuation">[</span>
      {value.map((each, index) => (
        <Member
          key={index}
          value={each}
          depth={depth}
          place={place && placeOf(place, String(index))}
          last={index === value.length - 1}
        />
      ))}
      <span class="punctuation">]</span>
    </>
  )
}

function JsonRecord({ value, depth, place }: JsonValueProps<JsonObject>) {
  const cut = isMark(value)
  // An object that was cut keeps the entries there was room for; every other mark stands for a whole value.
  if (cut && !Object.hasOwn(value, omittedKey)) return <Mark mark={value} />
  const entries = Object.entries(value).filter(
    ([key]) => !(cut && (key === '$daybook' || key === omittedKey)),
  )
  if (entries.length === 0 && !cut) return <span class="punctuation">{'{}'}</span>
  return (
    <>
      <span class="punctuation">{'{'}</span>
      {entries.map(([key, each], index) => (
        <Member
          key={key}
          name={unescapedKey(key)}
          value={each}
          depth={depth}
          place={place && placeOf(place, key)}
          last={!cut && index === entries.length - 1}
        />
      ))}
      {cut && (
        <div class="member">
          <Mark mark={value} />
        </div>
      )}
      <span class="punctuation">{'}'}</span>
    </>
  )
}

interface MemberProps extends JsonValueProps<Json> {
  readonly name?: string
  readonly last: boolean
}

function Member({ name, value, depth, place, last }: MemberProps) {
  const label = name !== undefined && (
    <>
      <span class="key">{visibleJson(name)}</span>
      <span class="punctuation">: </span>
    </>
  )
  const comma = !last && <span class="punctuation">,</span>
  if (typeof value === 'object' && value !== null && !isMark(value) && Object.keys(value).length > 0)
    return (
      <details class="member fold" open>
        <summary>
          {label}
          <span class="size">{words.json.size(Object.keys(value).length, Array.isArray(value))}</span>
        </summary>
        <JsonValue value={value} depth={depth + 1} place={place} />
        {comma}
      </details>
    )
  return (
    <div class="member" data-path={place && visibleText(place.path)} data-value={place && copyText(value)}>
      {label}
      <JsonValue value={value} depth={depth + 1} place={place} />
      {comma}
      {place && <ValueLinks path={place.path} value={value} links={place.links} />}
    </div>
  )
}

/** What copying a value gives; a mark stands for a value that is not there. */
function copyText(value: Json): string | undefined {
  if (typeof value === 'string') return value
  return isMark(value) ? undefined : JSON.stringify(value)
}

function placeOf({ path, links }: Place, key: string): Place {
  return { path: `${path}.${key}`, links }
}

/** The key the app used: one that could be taken for a mark's was stored with one more `$`. */
function unescapedKey(key: string): string {
  return /^\$\$+daybook/.test(key) ? key.slice(1) : key
}
