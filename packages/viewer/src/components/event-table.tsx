import type { DaybookEvent } from '@daybook/core'
import { dayNumber, dayText } from '../format/instant-text.ts'
import type { ListQuery } from '../query/list-query.ts'
import { words } from '../words/words.ts'
import { EventRow } from './event-row.tsx'
import type { Links } from './links.ts'
import { Zone } from './zone.tsx'

interface EventTableProps {
  readonly events: readonly DaybookEvent[]
  readonly query: ListQuery
  readonly links: Links
  readonly now: number
  /** The event among them that the page is about. */
  readonly current?: string
}

const columns = ['outcome', 'time', 'actor', 'action', 'target', 'changed'] as const

/** The events of a page as a table, a group of rows for each day. */
export function EventTable({ events, query, links, now, current }: EventTableProps) {
  return (
    <table class="events">
      <caption class="unseen">{words.list.caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col" class={column}>
              <span class={column === 'outcome' ? 'unseen' : undefined}>{words.list.columns[column]}</span>
              {column === 'time' && (
                <>
                  {' '}
                  <Zone />
                </>
              )}
            </th>
          ))}
        </tr>
      </thead>
      {daysOf(events).map((day) => (
        <tbody key={day[0]?.id}>
          <tr class="day">
            <th scope="rowgroup" colspan={columns.length}>
              {dayName(day[0] as DaybookEvent, now)} (<Zone />)
            </th>
          </tr>
          {day.map((event) => (
            <EventRow
              key={event.id}
              event={event}
              query={query}
              links={links}
              now={now}
              here={event.id === current}
            />
          ))}
        </tbody>
      ))}
    </table>
  )
}

function daysOf(events: readonly DaybookEvent[]): readonly (readonly DaybookEvent[])[] {
  const days = new Map<number, DaybookEvent[]>()
  for (const event of events) {
    const day = dayNumber(event.occurredAt)
    const group = days.get(day)
    if (group) group.push(event)
    else days.set(day, [event])
  }
  return [...days.values()]
}

function dayName({ occurredAt }: DaybookEvent, now: number): string {
  const ago = dayNumber(now) - dayNumber(occurredAt)
  const relative = ago === 0 ? words.list.today : ago === 1 ? words.list.yesterday : undefined
  return `${relative ? `${relative}, ` : ''}${dayText(occurredAt)}`
}
