import { isMark, type Json, type JsonObject } from '@daybook/core'
import { omittedKey } from '../format/mark-text.ts'
import { visibleJson } from '../format/visible-text.ts'
import { words } from '../words/words.ts'
import { Mark } from './mark.tsx'

// Core stores 20 levels. What other writers put deeper is said to be there, not drawn.
const maxDepth = 24

/** Stored JSON as a reader wants it: indented, coloured by kind, with what was left out said in words. */
export function JsonView({ value }: { value: Json }) {
  return (
    <div class="json">
      <JsonValue value={value} depth={0} />
    </div>
  )
}

/** A value where it stands: a scalar inline, an array or object over several lines. */
export function JsonValue({ value, depth }: { value: Json; depth: number }) {
  if (typeof value === 'string') return <span class="string">{visibleJson(value)}</span>
  if (typeof value !== 'object' || value === null) return <span class="scalar">{String(value)}</span>
  if (depth > maxDepth) return <span class="mark">{words.mark.tooDeep}</span>
  if (Array.isArray(value)) return <JsonArray values={value} depth={depth} />
  return <JsonRecord record={value as JsonObject} depth={depth} />
}

function JsonArray({ values, depth }: { values: readonly Json[]; depth: number }) {
  if (values.length === 0) return <span class="punctuation">[]</span>
  return (
    <>
      <span class="punctuation">[</span>
      {values.map((value, index) => (
        <div class="member" key={index}>
          <JsonValue value={value} depth={depth + 1} />
          {index < values.length - 1 && <span class="punctuation">,</span>}
        </div>
      ))}
      <span class="punctuation">]</span>
    </>
  )
}

function JsonRecord({ record, depth }: { record: JsonObject; depth: number }) {
  const cut = isMark(record)
  // An object that was cut keeps the entries there was room for; every other mark stands for a whole value.
  if (cut && !Object.hasOwn(record, omittedKey)) return <Mark mark={record} />
  const entries = Object.entries(record).filter(
    ([key]) => !(cut && (key === '$daybook' || key === omittedKey)),
  )
  if (entries.length === 0 && !cut) return <span class="punctuation">{'{}'}</span>
  return (
    <>
      <span class="punctuation">{'{'}</span>
      {entries.map(([key, value], index) => (
        <div class="member" key={key}>
          <span class="key">{visibleJson(unescapedKey(key))}</span>
          <span class="punctuation">: </span>
          <JsonValue value={value} depth={depth + 1} />
          {(cut || index < entries.length - 1) && <span class="punctuation">,</span>}
        </div>
      ))}
      {cut && (
        <div class="member">
          <Mark mark={record} />
        </div>
      )}
      <span class="punctuation">{'}'}</span>
    </>
  )
}

/** The key the app used: one that could be taken for a mark's was stored with one more `$`. */
function unescapedKey(key: string): string {
  return /^\$\$+daybook/.test(key) ? key.slice(1) : key
}
