import type { Changes, Json } from '@daybook/core'
import { pointerPath } from '../format/pointer-path.ts'
import { visibleText } from '../format/visible-text.ts'
import { words } from '../words/words.ts'
import { JsonValue } from './json-view.tsx'

/** Field by field, what was and what it became. */
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
          <tr key={pointer}>
            <th scope="row">
              <bdi>{visibleText(pointerPath(pointer)) || words.event.wholeValue}</bdi>
            </th>
            <Side kind="removed" value={change.before} />
            <Side kind="added" value={change.after} />
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Side({ kind, value }: { kind: 'removed' | 'added'; value: Json | undefined }) {
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
        <JsonValue value={value} depth={0} />
      </Element>
    </td>
  )
}
