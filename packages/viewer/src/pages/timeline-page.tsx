import type { Catalog, DaybookEvent } from '@daybook/core'
import { formatReference } from '@daybook/core/query'
import type { Child } from 'hono/jsx'
import { ExportMenu } from '../components/export-menu.tsx'
import { Isolated } from '../components/isolated.tsx'
import type { Links } from '../components/links.ts'
import { OutsideLink } from '../components/outside-link.tsx'
import { Pager } from '../components/pager.tsx'
import { TimelineItem } from '../components/timeline-item.tsx'
import { Zone } from '../components/zone.tsx'
import { countText, numberText } from '../format/count-text.ts'
import { dayNumber, dayText, shortInstantText } from '../format/instant-text.ts'
import { actorName, targetName } from '../format/reference-name.ts'
import { runsOf } from '../format/runs-of.ts'
import { visibleText } from '../format/visible-text.ts'
import { queryOf } from '../query/edit-query.ts'
import type { ListQuery } from '../query/list-query.ts'
import { words } from '../words/words.ts'
import { tellsOfState } from './find-states.ts'
import { type FoundTimeline, overviewValues, type TimelineSubject } from './timeline.ts'

interface TimelinePageProps {
  readonly found: FoundTimeline
  readonly catalog: Catalog
  readonly links: Links
}

/** Everything about one object, everything that one actor did, or all of one request or trace. */
export function TimelinePage({ found, catalog, links }: TimelinePageProps) {
  const { subject, page, order, now } = found
  const at = (cursor: string | null) => (cursor === null ? undefined : hereWith(links, found, { cursor }))
  const hasStates = subject.kind === 'target' && [...page.events, found.first].some(tellsOfState)
  return (
    <article class="timeline">
      <TimelineHead found={found} links={links} />
      {subject.kind === 'actor' ? (
        <Days found={found} catalog={catalog} links={links} />
      ) : (
        <ol class="items">
          {page.events.map((event, index) => {
            const gap = subject.kind === 'target' ? undefined : gapText(event, page.events[index - 1])
            return (
              <TimelineItem
                key={event.id}
                event={event}
                subject={subject}
                catalog={catalog}
                links={links}
                now={now}
                {...(gap !== undefined && { gap })}
                {...(hasStates && { state: links.states(subject, event.id) })}
              />
            )
          })}
        </ol>
      )}
      <Pager
        newer={at(order === 'newest' ? page.previousCursor : page.nextCursor)}
        older={at(order === 'newest' ? page.nextCursor : page.previousCursor)}
      />
    </article>
  )
}

/** What a timeline is called, for its heading and the browser's tab. */
export function timelineName({ subject, newest }: Pick<FoundTimeline, 'subject' | 'newest'>): string {
  if (subject.kind === 'request' || subject.kind === 'trace') return words.timeline[subject.kind](subject.id)
  if (subject.kind === 'actor') return actorName(newest.actor)
  return newest.target ? targetName(newest.target) : subject.type
}

function TimelineHead({ found, links }: Omit<TimelinePageProps, 'catalog'>) {
  const { subject, count, order, first, newest, overview, now } = found
  const { timeline } = words
  const query = exportQuery(subject)
  return (
    <header class="timeline-head">
      <h1>
        <Isolated text={timelineName(found)} />
      </h1>
      <div class="figures">
        {(subject.kind === 'actor' || subject.kind === 'target') && (
          <span class="code">
            <Isolated text={`${subject.type}:${subject.id}`} />
          </span>
        )}
        {subject.kind === 'request' && <RequestLine events={found.page.events} />}
        <Figure value={countText(count)} label={words.list.events(count)} />
        {overview && subject.kind !== 'actor' && (
          <Figure value={upTo(overview.actors.length)} label={timeline.actors(overview.actors.length)} />
        )}
        {overview && overview.outcomes.failure > 0 && (
          <Figure value={numberText(overview.outcomes.failure)} label={timeline.failed} />
        )}
        {overview && overview.outcomes.denied > 0 && (
          <Figure value={numberText(overview.outcomes.denied)} label={timeline.denied} />
        )}
        {overview && subject.kind === 'actor' && overview.addresses > 0 && (
          <Figure value={upTo(overview.addresses)} label={timeline.addresses(overview.addresses)} />
        )}
        <Figure label={timeline.firstSeen} value={shortInstantText(first.occurredAt, now)} after />
        {subject.kind === 'actor' && (
          <Figure label={timeline.lastSeen} value={shortInstantText(newest.occurredAt, now)} after />
        )}
      </div>
      <nav class="actions" aria-label={timeline.actions}>
        <a class="button" href={hereWith(links, found, { order: order === 'newest' ? 'oldest' : 'newest' })}>
          {order === 'newest' ? timeline.oldestFirst : timeline.newestFirst}
        </a>
        <a class="button" href={links.list(query)}>
          {timeline.asList}
        </a>
        <ExportMenu count={count} query={query} links={links} now={now} />
        <OutsideLink
          href={outsideOf(links, subject)}
          label={words.outside[subject.kind === 'trace' ? 'trace' : 'app']}
        />
      </nav>
    </header>
  )
}

function Figure({ value, label, after = false }: { value: string; label: string; after?: boolean }) {
  return (
    <span class="figure">
      {after && `${label} `}
      <strong>{value}</strong>
      {!after && ` ${label}`}
    </span>
  )
}

/** `PATCH /invoices/42 · 200`, as far as the events of a request know. */
function RequestLine({ events }: { events: readonly DaybookEvent[] }) {
  const known = events.find(({ context }) => context.method !== undefined || context.path !== undefined)
  const line = [known?.context.method, known?.context.path, known?.statusCode].filter(
    (part) => typeof part === 'string' || typeof part === 'number',
  )
  if (line.length === 0) return null
  return (
    <span class="code">
      <Isolated text={line.join(' ')} />
    </span>
  )
}

/** An actor's events by day, runs of the same action folded. */
function Days({ found, catalog, links }: TimelinePageProps) {
  const { page, subject, now } = found
  const days = Map.groupBy(page.events, ({ occurredAt }) => dayNumber(occurredAt))
  const item = (event: DaybookEvent) => (
    <TimelineItem key={event.id} event={event} subject={subject} catalog={catalog} links={links} now={now} />
  )
  return (
    <>
      {[...days.values()].map((events) => (
        <section key={events[0]?.id} class="day-group">
          <h2 class="day-heading">
            {dayText((events[0] as DaybookEvent).occurredAt)} (<Zone />)
          </h2>
          <ol class="items">
            {runsOf(events).map((run) =>
              run.length < 4 ? run.map(item) : <Run key={run[0]?.id} run={run} item={item} />,
            )}
          </ol>
        </section>
      ))}
    </>
  )
}

function Run({ run, item }: { run: readonly DaybookEvent[]; item: (event: DaybookEvent) => Child }) {
  const [first] = run
  return (
    <li class="run">
      <details>
        <summary>
          <bdi class="code">{visibleText(first?.action ?? '')}</bdi>{' '}
          {words.timeline.times(numberText(run.length))}
        </summary>
        <ol class="items">{run.map(item)}</ol>
      </details>
    </li>
  )
}

/** `+12 ms`: how long after the event before it. */
function gapText({ occurredAt }: DaybookEvent, before: DaybookEvent | undefined): string {
  if (!before) return ''
  const millis = occurredAt.getTime() - before.occurredAt.getTime()
  const sign = millis < 0 ? '−' : '+'
  const size = Math.abs(millis)
  return size < 10_000 ? `${sign}${numberText(size)} ms` : `${sign}${numberText(Math.round(size / 1000))} s`
}

function upTo(count: number): string {
  return `${numberText(count)}${count >= overviewValues ? '+' : ''}`
}

/** What lists and exports the same events. */
function exportQuery(subject: TimelineSubject): ListQuery {
  const value = subject.kind === 'actor' || subject.kind === 'target' ? formatReference(subject) : subject.id
  return queryOf(subject.kind, value)
}

/** This page with another order or cursor. */
function hereWith(
  links: Links,
  { subject, order }: FoundTimeline,
  more: { order?: string; cursor?: string },
): string {
  const address = addressOf(links, subject)
  const params = new URLSearchParams({ order, ...more })
  return `${address}?${params}`
}

function addressOf(links: Links, subject: TimelineSubject): string {
  switch (subject.kind) {
    case 'actor':
      return links.actor(subject)
    case 'target':
      return links.target(subject)
    default:
      return links[subject.kind](subject.id)
  }
}

/** The app's own page about the subject. */
function outsideOf({ outside }: Links, subject: TimelineSubject): string | undefined {
  switch (subject.kind) {
    case 'trace':
      return outside.trace(subject.id)
    case 'request':
      return undefined
    default:
      return outside[subject.kind](subject)
  }
}
