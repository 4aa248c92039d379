import type { Child } from 'hono/jsx'
import { ClientParts } from '../components/client-parts.tsx'
import { EventTable } from '../components/event-table.tsx'
import { FilterBar } from '../components/filter-bar.tsx'
import type { Links } from '../components/links.ts'
import { ListHead } from '../components/list-head.tsx'
import { Pager } from '../components/pager.tsx'
import { fixed } from '../query/list-query.ts'
import { words } from '../words/words.ts'
import type { FoundList } from './find-list.ts'
import { NothingFound } from './nothing-found.tsx'

interface ListPageProps {
  readonly found: FoundList
  readonly links: Links
  /** Facets and histogram, or what stands for them until they come. */
  readonly children?: Child
}

/** Explore: the filters, how many events match, one page of them, and what they have in common. */
export function ListPage({ found, links, children }: ListPageProps) {
  const { query, page, count, empty, now } = found
  const summarised = page.events.length > 0
  // Nothing to filter yet.
  if (empty?.why === 'no-events') return <NothingFound found={found} links={links} />
  const at = (cursor: string | null) =>
    cursor === null ? undefined : links.list({ ...fixed(query, now), cursor })
  return (
    <>
      <h1 class="unseen">{words.explore}</h1>
      <FilterBar query={query} links={links} now={now} />
      <div class={summarised ? 'explore' : 'explore bare'}>
        <section class="results" aria-label={words.list.label}>
          <ListHead count={count} query={query} links={links} now={now} narrow={summarised} />
          {page.events.length > 0 ? (
            <EventTable events={page.events} query={query} links={links} now={now} />
          ) : (
            <NothingFound found={found} links={links} />
          )}
          <Pager newer={at(page.previousCursor)} older={at(page.nextCursor)} />
        </section>
        {summarised && children}
      </div>
      <ClientParts />
    </>
  )
}
