import type { DaybookEvent } from '@daybook/core'
import { formatReference } from '@daybook/core/query'
import { actorName, referenceId, shortName } from '../format/reference-name.ts'
import { visibleText } from '../format/visible-text.ts'
import { whatChanged } from '../format/what-changed.ts'
import { narrowed } from '../query/edit-query.ts'
import type { ListQuery } from '../query/list-query.ts'
import { words } from '../words/words.ts'
import { ActionName } from './action-name.tsx'
import { Isolated } from './isolated.tsx'
import type { Links } from './links.ts'
import { OutcomeMark } from './outcome-mark.tsx'
import { Time } from './time.tsx'

interface EventRowProps {
  readonly event: DaybookEvent
  readonly query: ListQuery
  readonly links: Links
  readonly now: number
  /** Whether the page is about this event. */
  readonly here?: boolean
}

/** One event. Its time opens it; its actor, action and target narrow the list. */
export function EventRow({ event, query, links, now, here = false }: EventRowProps) {
  const narrow = (key: string, value: string) => links.list(narrowed(query, key, value))
  const { actor, target, occurredAt } = event
  const changed = whatChanged(event)
  return (
    <tr class={event.outcome} {...(here && { id: 'here', 'aria-current': 'true' })}>
      <td class="outcome">
        <OutcomeMark outcome={event.outcome} />
      </td>
      <td class="time">
        <a href={links.event(event.id)}>
          <Time instant={occurredAt} form="clock" now={now} />
        </a>
      </td>
      <td class="actor">
        {actor ? (
          <a href={narrow('actor', formatReference(actor))} title={only(referenceId(actor))}>
            <Isolated text={actorName(actor)} />
          </a>
        ) : (
          <span class="nobody">{words.anonymous}</span>
        )}
      </td>
      <td class="action">
        <a href={narrow('action', event.action)} title={only(event.action)}>
          <ActionName action={event.action} />
        </a>
      </td>
      <td class="target">
        {target ? (
          <a href={narrow('target', formatReference(target))} title={only(referenceId(target))}>
            <Isolated text={target.type} /> <Isolated text={shortName(target)} />
          </a>
        ) : (
          <span class="nobody">{words.nothing}</span>
        )}
      </td>
      <td class="changed" title={changed || undefined}>
        <bdi>{changed}</bdi>
      </td>
    </tr>
  )
}

function only(what: string): string {
  return words.list.only(visibleText(what))
}
