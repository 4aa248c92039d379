import type { DaybookEvent } from '@daybook/core'
import { actorName, shortName } from '../format/reference-name.ts'
import { visibleText } from '../format/visible-text.ts'
import { tellsOfState } from '../pages/find-states.ts'
import { queryOf } from '../query/edit-query.ts'
import { words } from '../words/words.ts'
import type { Links } from './links.ts'
import { OutsideLink } from './outside-link.tsx'

/** Where to go from an event: to all of its actor, its target, its request, its action. */
export function EventLinks({ event, links }: { event: DaybookEvent; links: Links }) {
  const { actor, target, requestId, action } = event
  const state = target && tellsOfState(event) ? links.states(target, event.id) : undefined
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
      {state !== undefined && (
        <a class="button" href={state}>
          {words.event.state}
        </a>
      )}
      {requestId !== null && (
        <a class="button" href={links.request(requestId)}>
          {words.event.sameRequest}
        </a>
      )}
      {event.traceId !== null && (
        <OutsideLink href={links.outside.trace(event.traceId)} label={words.outside.trace} />
      )}
      {target && (
        <OutsideLink
          href={links.outside.target(target)}
          label={words.outside.target(visibleText(shortName(target)))}
        />
      )}
      {actor && (
        <OutsideLink
          href={links.outside.actor(actor)}
          label={words.outside.actor(visibleText(actorName(actor)))}
        />
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
