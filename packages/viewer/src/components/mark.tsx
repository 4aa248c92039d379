import type { JsonObject } from '@daybook/core'
import { markText } from '../format/mark-text.ts'
import { visibleJson } from '../format/visible-text.ts'

/** What is not there as it was: why, and what was kept of it. */
export function Mark({ mark }: { mark: JsonObject }) {
  const kept =
    mark.$daybook === 'bytes' ? mark.base64 : mark.$daybook === 'truncated' ? mark.value : undefined
  return (
    <>
      {typeof kept === 'string' && <span class="string">{visibleJson(kept)} </span>}
      <span class="mark">{markText(mark)}</span>
    </>
  )
}
