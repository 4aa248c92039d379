import {
  type Catalog,
  type Changes,
  type DaybookEvent,
  isMark,
  type Json,
  ValidationError,
} from '@daybook/core'
import { Isolated } from '../components/isolated.tsx'
import { Told } from '../components/told.tsx'
import { numberText } from '../format/count-text.ts'
import { shortInstantText } from '../format/instant-text.ts'
import { markText } from '../format/mark-text.ts'
import { pointerPath } from '../format/pointer-path.ts'
import { timelineSentence } from '../format/timeline-sentence.ts'
import { toldSentence } from '../format/told-sentence.ts'
import { isAllowed } from '../viewer/access.ts'
import { eventReader } from '../viewer/event-reader.ts'
import type { ViewableDaybook } from '../viewer/viewable-daybook.ts'
import type { ViewerAccess } from '../viewer/viewer.ts'
import { words } from '../words/words.ts'

/** What a timeline is of: a reference, or an object of a class that the store knows. */
export type EmbedTarget = { readonly type: string; readonly id: string | number } | object

/** Who reads a timeline, and which part of it. */
export interface EmbedOptions {
  /**
   * What the reader may see, as for the viewer itself: `{}` for everything, `{ tenant }` for one tenant's events. Null,
   * and whatever is no plain access, sees nothing.
   */
  readonly access: ViewerAccess | null
  /** The most events. Default: 20; at most 1,000. */
  readonly limit?: number
  /** `nextCursor` or `previousCursor` of the same target. */
  readonly cursor?: string
  /** Default: `newest`. */
  readonly order?: 'newest' | 'oldest'
  /** The app's catalog: an event is told in the `sentence` of its action. Default: none. */
  readonly events?: Catalog
}

/** A page of a timeline, as data. */
export interface EmbeddedTimeline {
  readonly events: readonly DaybookEvent[]
  readonly nextCursor: string | null
  readonly previousCursor: string | null
}

// More does not fit a glance.
const maxFields = 6
const maxValueLength = 120

/**
 * Everything about one object as data, for an app that draws it itself. Reading it is not logged.
 *
 * @throws ValidationError `DAYBOOK_BAD_REFERENCE` for a reference without an id.
 */
export async function timelineJson(
  daybook: ViewableDaybook,
  target: EmbedTarget,
  { access, limit = 20, cursor, order = 'newest' }: EmbedOptions,
): Promise<EmbeddedTimeline> {
  if (!isAllowed(access)) return { events: [], nextCursor: null, previousCursor: null }
  assertOneObject(target)
  const about = { target, limit, order, ...(cursor !== undefined && { cursor }) }
  // An entity is resolved by the daybook, which knows its classes.
  const page = await eventReader(daybook, access).find(about as object)
  return { events: page.events, nextCursor: page.nextCursor, previousCursor: page.previousCursor }
}

/**
 * Everything about one object as a piece of HTML, for the app's own pages: no script, no style in it, every class name
 * begins with `daybook-`. All that comes from events is escaped. {@link timelineCss} is a stylesheet for it.
 *
 * @throws ValidationError `DAYBOOK_BAD_REFERENCE` for a reference without an id.
 *
 * @example
 * ```ts
 * import { createDaybook } from '@daybook/core'
 * import { createMemoryStore } from '@daybook/core/memory'
 * import { timelineHtml } from '@daybook/viewer/embed'
 *
 * const daybook = createDaybook({ store: createMemoryStore() })
 * const html = await timelineHtml(daybook, { type: 'Invoice', id: 42 }, { access: { tenant: 'acme' } })
 * ```
 */
export async function timelineHtml(
  daybook: ViewableDaybook,
  target: EmbedTarget,
  options: EmbedOptions,
): Promise<string> {
  const { events } = await timelineJson(daybook, target, options)
  const now = Date.now()
  return String(
    <section class="daybook-timeline" aria-label={words.embed.label}>
      {events.length === 0 ? (
        <p class="daybook-empty">{words.embed.empty}</p>
      ) : (
        <ol class="daybook-items">
          {events.map((event) => (
            <Item key={event.id} event={event} catalog={options.events ?? {}} now={now} />
          ))}
        </ol>
      )}
    </section>,
  )
}

function Item({ event, catalog, now }: { event: DaybookEvent; catalog: Catalog; now: number }) {
  const { outcome, occurredAt, reason, changes } = event
  const { actor, text, code } = timelineSentence(event, 'target')
  const told = toldSentence(event, catalog)
  return (
    <li class={`daybook-item daybook-${outcome}`}>
      <p>
        {outcome !== 'success' && <span class="daybook-outcome">{words.outcome[outcome]}: </span>}
        {told ? (
          <Told parts={told} event={event} />
        ) : (
          <>
            <span class="daybook-who">
              <Isolated text={event.actor ? actor : words.anonymous} />
            </span>{' '}
            {text} {code !== '' && <Isolated text={code} />}
          </>
        )}
        {reason !== null && (
          <span class="daybook-why">
            : <Isolated text={reason} />
          </span>
        )}
      </p>
      <time class="daybook-when" datetime={occurredAt.toISOString()}>
        {`${shortInstantText(occurredAt, now)} ${words.list.zone}`}
      </time>
      {changes && <Fields changes={changes} />}
    </li>
  )
}

function Fields({ changes }: { changes: Changes }) {
  const fields = Object.entries(changes)
  if (fields.length === 0) return null
  return (
    <ul class="daybook-fields">
      {fields.slice(0, maxFields).map(([pointer, { before, after }]) => (
        <li key={pointer}>
          <Isolated text={pointerPath(pointer) || words.event.wholeValue} />{' '}
          {before !== undefined && (
            <del>
              <Isolated text={valueText(before)} />
            </del>
          )}{' '}
          {after !== undefined && (
            <ins>
              <Isolated text={valueText(after)} />
            </ins>
          )}
        </li>
      ))}
      {fields.length > maxFields && (
        <li class="daybook-rest">{words.timeline.moreFields(numberText(fields.length - maxFields))}</li>
      )}
    </ul>
  )
}

function valueText(value: Json): string {
  if (isMark(value)) return markText(value)
  const text = JSON.stringify(value)
  return text.length > maxValueLength ? `${text.slice(0, maxValueLength).toWellFormed()}…` : text
}

/** A reference without an id would be every object of its type. */
function assertOneObject(target: EmbedTarget): void {
  const prototype: unknown = Object.getPrototypeOf(target)
  if (prototype !== Object.prototype && prototype !== null) return
  const { type, id } = target as { readonly type?: unknown; readonly id?: unknown }
  if (typeof type === 'string' && (typeof id === 'string' || typeof id === 'number')) return
  throw new ValidationError({
    code: 'DAYBOOK_BAD_REFERENCE',
    message: 'A timeline is of one object: its type and its id.',
    fix: "Pass `{ type: 'Invoice', id: 42 }`, or an object of a class that the store knows.",
  })
}
