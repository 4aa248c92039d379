import { words } from '../words/words.ts'

interface PagerProps {
  readonly newer: string | undefined
  readonly older: string | undefined
}

/** The way to the pages before and after this one; nothing where there are none. */
export function Pager({ newer, older }: PagerProps) {
  if (newer === undefined && older === undefined) return null
  return (
    <nav class="pager" aria-label={words.list.paging}>
      {newer !== undefined && (
        <a class="button" rel="prev" href={newer}>
          <span aria-hidden="true">←</span> {words.list.newer}
        </a>
      )}
      {older !== undefined && (
        <a class="button older" rel="next" href={older}>
          {words.list.older} <span aria-hidden="true">→</span>
        </a>
      )}
    </nav>
  )
}
