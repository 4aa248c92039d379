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
}

/** Explore: the filters, how many events match, and one page of them. */
export function ListPage({ found, links }: ListPageProps) {
  const { query, page, count, empty, now } = found
  // Nothing to filter yet.
  if (empty?.why === 'no-events') return <NothingFound found={found} links={links} />
  const at = (cursor: string | null) =>
    cursor === null ? undefined : links.list({ ...fixed(query, now), cursor })
  return (
    <>
      <h1 class="unseen">{words.explore}</h1>
      <FilterBar query={query} links={links} now={now} />
      <ListHead count={count} query={query} links={links} now={now} />
      {page.events.length > 0 ? (
        <EventTable events={page.events} query={query} links={links} now={now} />
      ) : (
        <NothingFound found={found} links={links} />
      )}
      <Pager newer={at(page.previousCursor)} older={at(page.nextCursor)} />
    </>
  )
}
