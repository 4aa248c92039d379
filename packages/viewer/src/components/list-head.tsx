import { countText } from '../format/count-text.ts'
import { shortInstantText } from '../format/instant-text.ts'
import { type ListQuery, settled } from '../query/list-query.ts'
import { words } from '../words/words.ts'
import { ExportMenu } from './export-menu.tsx'
import type { Links } from './links.ts'

interface ListHeadProps {
  readonly count: number
  readonly query: ListQuery
  readonly links: Links
  readonly now: number
  /** Whether there are facets to jump to on a phone, where they come after the list. */
  readonly narrow: boolean
}

/** How many events there are, and an end of the window where one is set. */
export function ListHead({ count, query, links, now, narrow }: ListHeadProps) {
  return (
    <div class="list-head">
      <p role="status">
        <strong>{countText(count)}</strong> {words.list.events(count)} {windowText(query, now)}
      </p>
      {query.until && <UntilToken query={query} until={query.until} links={links} />}
      <p class="hint" aria-hidden="true">
        <kbd>j</kbd> <kbd>k</kbd> {words.keys.hint.move} · <kbd>Enter</kbd> {words.keys.hint.open} ·{' '}
        <kbd>?</kbd> {words.keys.hint.keys}
      </p>
      {narrow && (
        <a class="narrow-down" href="#facets">
          {words.facets.label}
        </a>
      )}
      {count > 0 && <ExportMenu count={count} query={settled(query, now)} links={links} />}
    </div>
  )
}

/** `in the last 24 hours`, or `since 20 Nov, 09:14 UTC`; `''` for all time. */
export function windowText({ since, until }: ListQuery, now: number): string {
  const zoned = (instant: Date) => `${shortInstantText(instant, now)} ${words.list.zone}`
  const begin = since instanceof Date ? words.inWindow.from(zoned(since)) : words.inWindow[since]
  return [begin, until && words.inWindow.until(zoned(until))].filter(Boolean).join(' ')
}

function UntilToken({ query, until, links }: Pick<ListHeadProps, 'query' | 'links'> & { until: Date }) {
  const { until: _, cursor: __, ...rest } = query
  return (
    <a class="token" href={links.list(rest)} title={words.filter.remove(words.filter.until)}>
      {words.filter.until}:{until.toISOString()} <span aria-hidden="true">×</span>
    </a>
  )
}
