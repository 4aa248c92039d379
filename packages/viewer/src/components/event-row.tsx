import type { DaybookEvent } from '@daybook/core'
import { clockText } from '../format/instant-text.ts'
import { actorName, referenceId, shortName } from '../format/reference-name.ts'
import { visibleText } from '../format/visible-text.ts'
import { whatChanged } from '../format/what-changed.ts'
import type { ListQuery } from '../query/list-query.ts'
import { words } from '../words/words.ts'
import { ActionName } from './action-name.tsx'
import { Isolated } from './isolated.tsx'
import type { Links } from './links.ts'
import { OutcomeMark } from './outcome-mark.tsx'
import { patternOf } from './pattern-of.ts'

interface EventRowProps {
  readonly event: DaybookEvent
  readonly query: ListQuery
  readonly links: Links
}

/** One event. Its time opens it; its actor, action and target narrow the list. */
export function EventRow({ event, query, links }: EventRowProps) {
  const { cursor: _, ...base } = query
  const narrowed = (more: Partial<ListQuery>) => links.list({ ...base, ...more })
  const { actor, target, occurredAt } = event
  const changed = whatChanged(event)
  return (
    <tr class={event.outcome}>
      <td class="outcome">
        <OutcomeMark outcome={event.outcome} />
      </td>
      <td class="time">
        <a href={links.event(event.id)} title={words.list.open}>
          <time datetime={occurredAt.toISOString()}>{clockText(occurredAt)}</time>
        </a>
      </td>
      <td class="actor">
        {actor ? (
          <a href={narrowed({ actor: patternOf(actor) })} title={only(referenceId(actor))}>
            <Isolated text={actorName(actor)} />
          </a>
        ) : (
          <span class="nobody">{words.anonymous}</span>
        )}
      </td>
      <td class="action">
        <a href={narrowed({ action: event.action })} title={only(event.action)}>
          <ActionName action={event.action} />
        </a>
      </td>
      <td class="target">
        {target ? (
          <a href={narrowed({ target: patternOf(target) })} title={only(referenceId(target))}>
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
