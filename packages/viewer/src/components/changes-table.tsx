import { type Changes, type FieldChange, isMark, type Json } from '@daybook/core'
import { middleOf } from '../format/middle-of.ts'
import { pointerParts } from '../format/pointer-path.ts'
import { visibleJson, visibleText } from '../format/visible-text.ts'
import { words } from '../words/words.ts'
import { JsonValue } from './json-view.tsx'

/** Field by field, what was and what it became; inside a text, the part that differs. */
export function ChangesTable({ changes }: { changes: Changes }) {
  return (
    <table class="changes">
      <thead>
        <tr>
          <th scope="col">{words.event.field}</th>
          <th scope="col">{words.event.before}</th>
          <th scope="col">{words.event.after}</th>
        </tr>
      </thead>
      <tbody>
        {Object.entries(changes).map(([pointer, change]) => (
          <ChangeRow key={pointer} pointer={pointer} change={change} />
        ))}
      </tbody>
    </table>
  )
}

function ChangeRow({ pointer, change }: { pointer: string; change: FieldChange }) {
  const { before, after } = change
  const mark: Json = { ...change }
  return (
    <tr>
      <th scope="row">
        <FieldName pointer={pointer} />
        {kindChange(before, after)}
      </th>
      {isMark(mark) ? (
        // Both sides were replaced as one.
        <td colspan={2}>
          <JsonValue value={mark} depth={0} />
        </td>
      ) : (
        <>
          <Side kind="removed" value={before} other={after} />
          <Side kind="added" value={after} other={before} />
        </>
      )}
    </tr>
  )
}

/** A path as people write it, its last part the one that is read. */
function FieldName({ pointer }: { pointer: string }) {
  const parts = pointerParts(pointer).map(visibleText)
  if (parts.length === 0) return <bdi>{words.event.wholeValue}</bdi>
  const leaf = parts.at(-1)
  return (
    <bdi class="field-name">
      {parts.length > 1 && <span class="namespace">{parts.slice(0, -1).join('.')}.</span>}
      <wbr />
      {leaf}
    </bdi>
  )
}

interface SideProps {
  readonly kind: 'removed' | 'added'
  readonly value: Json | undefined
  readonly other: Json | undefined
}

function Side({ kind, value, other }: SideProps) {
  if (value === undefined) {
    return (
      <td class="absent">
        <span aria-hidden="true">{words.nothing}</span>
        <span class="unseen">{words.event.absent}</span>
      </td>
    )
  }
  const Element = kind === 'removed' ? 'del' : 'ins'
  return (
    <td class={kind}>
      <Element>
        {typeof value === 'string' && typeof other === 'string' ? (
          <Compared text={value} other={other} />
        ) : (
          <JsonValue value={value} depth={0} />
        )}
      </Element>
    </td>
  )
}

/** A text in which the part is marked that the other one does not have, where most of it is common. */
function Compared({ text, other }: { text: string; other: string }) {
  const middle = middleOf(text, other)
  if (!middle) return <JsonValue value={text} depth={0} />
  const bare = (part: string) => visibleJson(part).slice(1, -1)
  return (
    <span class="string">
      "{bare(text.slice(0, middle.start))}
      {middle.end > middle.start && <mark>{bare(text.slice(middle.start, middle.end))}</mark>}
      {bare(text.slice(middle.end))}"
    </span>
  )
}

/** `text → number`, where a value became one of another kind. */
function kindChange(before: Json | undefined, after: Json | undefined) {
  const kinds = [before, after].map(kindOf)
  const [was, is] = kinds
  if (!was || !is || was === is) return null
  return <span class="kinds">{`${words.event.kind[was]} → ${words.event.kind[is]}`}</span>
}

function kindOf(value: Json | undefined): keyof typeof words.event.kind | undefined {
  // Null is the absence of a value of any kind, and a mark stands for one that is not known.
  if (value === undefined || value === null || isMark(value)) return undefined
  if (Array.isArray(value)) return 'list'
  return typeof value as 'string' | 'number' | 'boolean' | 'object'
}
