import type { DaybookEvent } from '@daybook/core'
import { actorName, shortName } from '../format/reference-name.ts'
import { visibleText } from '../format/visible-text.ts'
import { queryOf } from '../query/edit-query.ts'
import { words } from '../words/words.ts'
import type { Links } from './links.ts'

/** Where to go from an event: to all of its actor, its target, its request, its action. */
export function EventLinks({ event, links }: { event: DaybookEvent; links: Links }) {
  const { actor, target, requestId, action } = event
  return (
    <nav class="actions" aria-label={words.filter.label}>
      {actor && (
        <a class="button" href={links.actor(actor)}>
          <bdi>{words.event.allBy(visibleText(actorName(actor)))}</bdi>
        </a>
      )}
      {target && (
        <a class="button" href={links.target(target)}>
          <bdi>{words.event.historyOf(visibleText(shortName(target)))}</bdi>
        </a>
      )}
      {requestId !== null && (
        <a class="button" href={links.request(requestId)}>
          {words.event.sameRequest}
        </a>
      )}
      <a class="button in-context" href={`${links.event(event.id)}#here`}>
        {words.event.inContext}
      </a>
      <a class="button" href={links.list(queryOf('action', action))}>
        {words.event.sameAction}
      </a>
    </nav>
  )
}
