import { actionParts } from '../format/action-parts.ts'
import { visibleText } from '../format/visible-text.ts'

/** An action as type: its namespace faint, its verb bold, so that the eye reads verbs down the column. */
export function ActionName({ action }: { action: string }) {
  const { namespace, verb } = actionParts(action)
  return (
    <bdi class="action">
      {namespace && <span class="namespace">{visibleText(namespace)}</span>}
      <b>{visibleText(verb)}</b>
    </bdi>
  )
}
