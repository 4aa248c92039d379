import type { Child } from 'hono/jsx'
import { EventTable } from '../components/event-table.tsx'
import type { Links } from '../components/links.ts'
import { ListHead } from '../components/list-head.tsx'
import { Pager } from '../components/pager.tsx'
import { QueryBar } from '../components/query-bar.tsx'
import { LivePart } from '../live/live-part.tsx'
import { fixed } from '../query/list-query.ts'
import { words } from '../words/words.ts'
import type { FoundList } from './find-list.ts'
import { NothingFound } from './nothing-found.tsx'

interface ListPageProps {
  readonly found: FoundList
  readonly links: Links
  /** The position of the feed when the list was read; undefined where nothing can be followed. */
  readonly live?: number | undefined
  /** Facets and histogram, or what stands for them until they come. */
  readonly children?: Child
}

/** Explore: the filters, how many events match, one page of them, and what they have in common. */
export function ListPage({ found, links, live, children }: ListPageProps) {
  const { query, page, count, empty, now } = found
  const summarised = page.events.length > 0
  // Nothing to filter yet.
  const livePart = live !== undefined && (
    <LivePart query={query} links={links} after={live} first={empty?.why === 'no-events'} />
  )
  if (empty?.why === 'no-events')
    return (
      <>
        {livePart}
        <NothingFound found={found} links={links} live={live !== undefined} />
      </>
    )
  const at = (cursor: string | null) =>
    cursor === null ? undefined : links.list({ ...fixed(query, now), cursor })
  return (
    <>
      <h1 class="unseen">{words.explore}</h1>
      <QueryBar query={query} links={links} now={now} count={count} />
      <div class={summarised ? 'explore' : 'explore bare'}>
        <section class="results" aria-label={words.list.label}>
          {livePart}
          <ListHead count={count} query={query} now={now} narrow={summarised} />
          {page.events.length > 0 ? (
            <EventTable events={page.events} query={query} links={links} now={now} />
          ) : (
            <NothingFound found={found} links={links} />
          )}
          <Pager newer={at(page.previousCursor)} older={at(page.nextCursor)} />
        </section>
        {summarised && children}
      </div>
    </>
  )
}
