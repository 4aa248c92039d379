import type { DaybookEvent } from '@daybook/core'
import type { Child } from 'hono/jsx'
import { ChangesTable } from '../components/changes-table.tsx'
import { EventFacts } from '../components/event-facts.tsx'
import { EventHeading } from '../components/event-heading.tsx'
import { EventLinks } from '../components/event-links.tsx'
import { JsonView } from '../components/json-view.tsx'
import type { Links } from '../components/links.ts'
import { visibleLines } from '../format/visible-text.ts'
import { words } from '../words/words.ts'

interface EventPageProps {
  readonly event: DaybookEvent
  readonly links: Links
  readonly now: number
}

/** One event, everything about it. */
export function EventPage({ event, links, now }: EventPageProps) {
  const { changes, data, context, note, reason } = event
  const hasData = typeof data !== 'object' || data === null || Object.keys(data).length > 0
  return (
    <article class="event">
      <EventHeading event={event} now={now} />
      <div class="event-body">
        {reason !== null && (
          <section class={`reason ${event.outcome}`}>
            <h2>{words.event.reason}</h2>
            <p dir="auto">{visibleLines(reason)}</p>
          </section>
        )}
        {note !== '' && (
          <Part title={words.event.note}>
            <p class="free" dir="auto">
              {visibleLines(note)}
            </p>
          </Part>
        )}
        {changes && Object.keys(changes).length > 0 && (
          <Part title={words.event.changes} count={Object.keys(changes).length}>
            <ChangesTable changes={changes} />
          </Part>
        )}
        <Part title={words.event.data}>
          {hasData ? <JsonView value={data} /> : <p class="free none">{words.event.noData}</p>}
        </Part>
        {Object.keys(context).length > 0 && (
          <Part title={words.event.context}>
            <JsonView value={context} />
          </Part>
        )}
      </div>
      <aside class="event-side" aria-label={words.event.facts}>
        <EventFacts event={event} links={links} />
        <EventLinks event={event} links={links} />
      </aside>
    </article>
  )
}

function Part({ title, count, children }: { title: string; count?: number; children?: Child }) {
  return (
    <section class="part">
      <h2>
        {title} {count !== undefined && <span class="count">{count}</span>}
      </h2>
      {children}
    </section>
  )
}
