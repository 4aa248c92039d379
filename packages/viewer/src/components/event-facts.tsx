import type { DaybookEvent, TargetReference } from '@daybook/core'
import type { Child } from 'hono/jsx'
import { browserText } from '../format/browser-text.ts'
import { countText } from '../format/count-text.ts'
import { actorName, referenceId, targetName } from '../format/reference-name.ts'
import { queryOf } from '../query/edit-query.ts'
import { words } from '../words/words.ts'
import { ActionName } from './action-name.tsx'
import { Isolated } from './isolated.tsx'
import type { Links } from './links.ts'
import { Time } from './time.tsx'
import { Zone } from './zone.tsx'

interface EventFactsProps {
  readonly event: DaybookEvent
  /** How many events its request has. */
  readonly sameRequest: number
  readonly links: Links
  readonly now: number
}

/** What is known about an event besides what it did: a term and a value a line, only those it has. */
export function EventFacts({ event, sameRequest, links, now }: EventFactsProps) {
  const { fact } = words.event
  const { actor, target, requestId, recordedAt } = event
  return (
    <dl class="facts">
      <Fact term={fact.action}>
        <a href={links.list(queryOf('action', event.action))}>
          <ActionName action={event.action} />
        </a>
      </Fact>
      <Fact term={fact.actor}>
        {actor ? (
          <ReferenceLink href={links.actor(actor)} name={actorName(actor)} reference={actor} />
        ) : (
          words.anonymous
        )}
      </Fact>
      <Fact term={fact.target}>
        {target && <ReferenceLink href={links.target(target)} name={targetName(target)} reference={target} />}
      </Fact>
      <Fact term={fact.request}>
        {requestId !== null && (
          <>
            <a class="code" href={links.request(requestId)}>
              <Isolated text={requestId} />
            </a>{' '}
            {requestLine(event)}{' '}
            {sameRequest > 1 && `· ${countText(sameRequest)} ${words.list.events(sameRequest)}`}
          </>
        )}
      </Fact>
      <Fact term={fact.trace}>
        {event.traceId !== null && (
          <a class="code" href={links.trace(event.traceId)}>
            <Isolated text={event.traceId} />
          </a>
        )}
      </Fact>
      <Fact term={fact.from}>{fromText(event) !== '' && <Isolated text={fromText(event)} />}</Fact>
      <Fact term={fact.status}>{event.statusCode !== null && <Code text={String(event.statusCode)} />}</Fact>
      <Fact term={fact.duration}>{event.durationMs !== null && `${event.durationMs} ms`}</Fact>
      <Fact term={fact.tenant}>{event.tenant !== null && <Isolated text={event.tenant} />}</Fact>
      <Fact term={fact.version}>{event.version !== 1 && String(event.version)}</Fact>
      <Fact term={fact.id}>
        <Code text={event.id} />
      </Fact>
      <Fact term={fact.recorded}>
        {recordedAt && (
          <>
            <Time instant={recordedAt} form="full" now={now} /> <Zone />
          </>
        )}
      </Fact>
    </dl>
  )
}

/** `203.0.113.0 · Chrome 141, macOS`, as far as it is known. */
function fromText({ ip, context: { userAgent } }: DaybookEvent): string {
  const browser = typeof userAgent === 'string' ? browserText(userAgent) : undefined
  return [ip, browser].filter(Boolean).join(' · ')
}

/** `PATCH /invoices/42`, as far as it is known. */
function requestLine({ context: { method, path } }: DaybookEvent): Child {
  const line = [method, path].filter((part) => typeof part === 'string').join(' ')
  return line && <Code text={line} />
}

function Fact({ term, children }: { term: string; children?: Child }) {
  if (!children) return null
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function ReferenceLink({
  href,
  name,
  reference,
}: {
  href: string
  name: string
  reference: TargetReference
}) {
  return (
    <>
      <a href={href}>
        <Isolated text={name} />
      </a>{' '}
      <Code text={referenceId(reference)} />
    </>
  )
}

function Code({ text }: { text: string }) {
  return (
    <span class="code">
      <Isolated text={text} />
    </span>
  )
}
