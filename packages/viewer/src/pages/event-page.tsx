import type { Catalog } from '@daybook/core'
import type { Child } from 'hono/jsx'
import { ChangesTable } from '../components/changes-table.tsx'
import { EventFacts } from '../components/event-facts.tsx'
import { EventHeading } from '../components/event-heading.tsx'
import { EventLinks } from '../components/event-links.tsx'
import { EventTable } from '../components/event-table.tsx'
import { JsonView } from '../components/json-view.tsx'
import type { Links } from '../components/links.ts'
import { visibleJsonText, visibleLines } from '../format/visible-text.ts'
import { defaultQuery } from '../query/list-query.ts'
import { words } from '../words/words.ts'
import type { FoundEvent } from './find-event.ts'

interface EventPageProps {
  readonly found: FoundEvent
  readonly catalog: Catalog
  readonly links: Links
}

/** One event, everything about it, and what happened right before and after. */
export function EventPage({ found, catalog, links }: EventPageProps) {
  const { event, sameRequest, around, now } = found
  const { changes, data, context, note, reason } = event
  const changed = Object.keys(changes ?? {}).length
  const hasData = typeof data !== 'object' || data === null || Object.keys(data).length > 0
  return (
    <article class="event">
      <EventHeading event={event} catalog={catalog} now={now} />
      <div class="event-body">
        {reason !== null && (
          <section class={`reason ${event.outcome}`}>
            <h2>{words.event.reason}</h2>
            <p dir="auto">{visibleLines(reason)}</p>
          </section>
        )}
        {note !== '' && (
          <section class="part">
            <h2>{words.event.note}</h2>
            <p class="free" dir="auto">
              {visibleLines(note)}
            </p>
          </section>
        )}
        {changes && changed > 0 && (
          <Part name="changes" count={changed}>
            <ChangesTable changes={changes} />
          </Part>
        )}
        <Part name="data">
          {hasData ? (
            <JsonView value={data} field="data" links={links} />
          ) : (
            <p class="free none">{words.event.noData}</p>
          )}
        </Part>
        {Object.keys(context).length > 0 && (
          <Part name="context">
            <JsonView value={context} field="context" links={links} />
          </Part>
        )}
        <Part name="raw">
          <details>
            <summary>{words.event.showRaw}</summary>
            <button type="button" class="copy-raw scripted" data-done={words.json.done}>
              {words.event.copyRaw}
            </button>
            <pre class="json">{visibleJsonText(JSON.stringify(event, undefined, 2))}</pre>
          </details>
        </Part>
      </div>
      <aside class="event-side" aria-label={words.event.facts}>
        <EventFacts event={event} sameRequest={sameRequest} links={links} now={now} />
        <EventLinks event={event} links={links} />
      </aside>
      {around.length > 1 && (
        <section class="around" aria-label={words.event.around}>
          <h2>{words.event.around}</h2>
          <EventTable
            events={around}
            query={{ ...defaultQuery, since: 'all' }}
            links={links}
            now={now}
            current={event.id}
          />
        </section>
      )}
    </article>
  )
}

/** A part that the drawer shows as a tab. */
function Part({
  name,
  count,
  children,
}: {
  name: 'changes' | 'data' | 'context' | 'raw'
  count?: number
  children?: Child
}) {
  return (
    <section class="part" data-tab={name}>
      <h2>
        {words.event[name]} {count !== undefined && <span class="count">{count}</span>}
      </h2>
      {children}
    </section>
  )
}
