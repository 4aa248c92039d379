import { countText } from '../format/count-text.ts'
import { shortInstantText } from '../format/instant-text.ts'
import type { ListQuery } from '../query/list-query.ts'
import { inWindowText } from '../words/window-name.ts'
import { words } from '../words/words.ts'

interface ListHeadProps {
  readonly count: number
  readonly query: ListQuery
  readonly now: number
  /** Whether there are facets to jump to on a phone, where they come after the list. */
  readonly narrow: boolean
}

/** How many events there are, and which keys there are. */
export function ListHead({ count, query, now, narrow }: ListHeadProps) {
  return (
    <div class="list-head">
      <p role="status">
        <strong>{countText(count)}</strong> {words.list.events(count)} {windowText(query, now)}
      </p>
      <p class="hint" aria-hidden="true">
        <kbd>j</kbd> <kbd>k</kbd> {words.keys.hint.move} · <kbd>Enter</kbd> {words.keys.hint.open} ·{' '}
        <kbd>?</kbd> {words.keys.hint.keys}
      </p>
      {narrow && (
        <a class="narrow-down" href="#facets">
          {words.facets.label}
        </a>
      )}
    </div>
  )
}

/** `in the last 24 hours`, or `since 20 Nov, 09:14 UTC`; `''` for all time. */
export function windowText({ since, until }: ListQuery, now: number): string {
  const zoned = (instant: Date) => `${shortInstantText(instant, now)} ${words.list.zone}`
  const begin = since instanceof Date ? words.inWindow.from(zoned(since)) : inWindowText(since)
  return [begin, until && words.inWindow.until(zoned(until))].filter(Boolean).join(' ')
}
