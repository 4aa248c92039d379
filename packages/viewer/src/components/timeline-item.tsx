import type { Catalog, Changes, DaybookEvent, Json } from '@daybook/core'
import { isMark } from '@daybook/core'
import type { Child } from 'hono/jsx'
import { numberText } from '../format/count-text.ts'
import { dayNumber } from '../format/instant-text.ts'
import { pointerPath } from '../format/pointer-path.ts'
import { actorName } from '../format/reference-name.ts'
import { timelineSentence } from '../format/timeline-sentence.ts'
import { toldSentence } from '../format/told-sentence.ts'
import { visibleText } from '../format/visible-text.ts'
import type { TimelineSubject } from '../pages/timeline.ts'
import { words } from '../words/words.ts'
import { Isolated } from './isolated.tsx'
import { JsonValue } from './json-view.tsx'
import type { Links } from './links.ts'
import { OutcomeMark } from './outcome-mark.tsx'
import { Time } from './time.tsx'
import { Told } from './told.tsx'

interface TimelineItemProps {
  readonly event: DaybookEvent
  readonly subject: TimelineSubject
  readonly catalog: Catalog
  readonly links: Links
  readonly now: number
  /** Said beside the time. */
  readonly gap?: string
  /** Where its target is shown as it was right after. */
  readonly state?: string | undefined
}

// More does not fit a glance; the event's own page has all of it.
const maxFields = 6

/** One event of a timeline: who did what, what changed by it, and when. */
export function TimelineItem({ event, subject, catalog, links, now, gap, state }: TimelineItemProps) {
  const { occurredAt, reason, changes, outcome } = event
  const told = toldSentence(event, catalog)
  const dayIsSaid = subject.kind === 'actor' || dayNumber(occurredAt) === dayNumber(now)
  return (
    <li class={`item ${outcome}`}>
      <OutcomeMark outcome={outcome} />
      <div class="what">
        <p>
          {told ? (
            <Told parts={told} event={event} links={links} />
          ) : (
            <Usual event={event} subject={subject} links={links} />
          )}
          {reason !== null && (
            <span class="why">
              : <Isolated text={reason} />
            </span>
          )}
        </p>
        {changes && Object.keys(changes).length > 0 ? (
          <FieldChanges changes={changes} />
        ) : (
          <Values data={event.data} />
        )}
      </div>
      <div class="ways">
        {state !== undefined && (
          <a class="state" href={state} title={words.timeline.stateLabel}>
            {words.timeline.state}
          </a>
        )}
        <a class="when" href={links.event(event.id)} title={words.list.open}>
          {gap && <span class="gap">{gap}</span>}
          <Time
            instant={occurredAt}
            form={gap !== undefined ? 'clock' : dayIsSaid ? 'second' : 'short'}
            now={now}
          />
        </a>
      </div>
    </li>
  )
}

/** The sentence that the action itself makes. */
function Usual({ event, subject, links }: Pick<TimelineItemProps, 'event' | 'subject' | 'links'>) {
  const { actor, text, code, target } = timelineSentence(event, subject.kind)
  return (
    <>
      {actor &&
        (event.actor ? (
          <a class="who" href={links.actor(event.actor)}>
            <Isolated text={actorName(event.actor)} />
          </a>
        ) : (
          <span class="who">{words.anonymous}</span>
        ))}{' '}
      {text} {code && <bdi class="code">{visibleText(code)}</bdi>}{' '}
      {target && event.target && (
        <a href={links.target(event.target)}>
          <Isolated text={target} />
        </a>
      )}
    </>
  )
}

function FieldChanges({ changes }: { changes: Changes }) {
  const fields = Object.entries(changes)
  return (
    <ul class="fields-changed">
      {fields.slice(0, maxFields).map(([pointer, { before, after, ...mark }]) => (
        <li key={pointer}>
          <Name text={pointerPath(pointer) || words.event.wholeValue} />
          {isMark(mark) && <JsonValue value={mark} depth={0} />}
          {before !== undefined && (
            <del>
              <JsonValue value={before} depth={0} />
            </del>
          )}
          {after !== undefined && (
            <ins>
              <JsonValue value={after} depth={0} />
            </ins>
          )}
        </li>
      ))}
      <More count={fields.length - maxFields} />
    </ul>
  )
}

function Values({ data }: { data: Json }) {
  if (typeof data !== 'object' || data === null || Array.isArray(data) || isMark(data)) return null
  const values = Object.entries<Json>(data).filter(([, value]) => typeof value !== 'object' || value === null)
  if (values.length === 0) return null
  return (
    <ul class="fields-changed inline">
      {values.slice(0, maxFields).map(([key, value]) => (
        <li key={key}>
          <Name text={key} />
          <span class="stated">
            <JsonValue value={value} depth={0} />
          </span>
        </li>
      ))}
      <More count={values.length - maxFields} />
    </ul>
  )
}

function Name({ text }: { text: string }): Child {
  return (
    <span class="code">
      <Isolated text={text} />
    </span>
  )
}

function More({ count }: { count: number }) {
  return count > 0 ? <li class="rest">{words.timeline.moreFields(numberText(count))}</li> : null
}
