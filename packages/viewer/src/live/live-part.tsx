import type { Links } from '../components/links.ts'
import type { ListQuery } from '../query/list-query.ts'
import { words } from '../words/words.ts'

interface LivePartProps {
  readonly query: ListQuery
  readonly links: Links
  /** The position of the feed when the list was read. */
  readonly after: number
  /** Whether there is no event at all yet: the first one opens the list. */
  readonly first?: boolean
}

/**
 * The switch for live events and what they say. Hidden until the script takes it up; there is none on a list that ends
 * in the past, or on a page further down, where nothing new belongs.
 */
export function LivePart({ query, links, after, first = false }: LivePartProps) {
  if (query.until || query.cursor !== undefined) return null
  const { live } = words
  return (
    <div
      class="live"
      data-live={links.live(query)}
      data-after={after}
      data-words={JSON.stringify(live.script)}
      data-first={first ? '' : undefined}
      hidden
    >
      <button type="button" class="live-switch" aria-pressed="true">
        {live.label}
      </button>
      <span class="live-state" />
      <button type="button" class="news" hidden />
      <span class="unseen" role="status" />
    </div>
  )
}
