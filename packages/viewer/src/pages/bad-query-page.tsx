import type { Links } from '../components/links.ts'
import { Message } from '../components/message.tsx'
import { QueryBar } from '../components/query-bar.tsx'
import type { ListQuery } from '../query/list-query.ts'
import { words } from '../words/words.ts'

interface BadQueryPageProps {
  readonly query: ListQuery
  readonly links: Links
  readonly now: number
}

/** A query of which a part is not understood. No events: those that the rest finds are not what was asked for. */
export function BadQueryPage({ query, links, now }: BadQueryPageProps) {
  const { badQuery } = words.state
  return (
    <>
      <QueryBar query={query} links={links} now={now} />
      <Message title={badQuery.title}>
        <p>{badQuery.text}</p>
      </Message>
    </>
  )
}
