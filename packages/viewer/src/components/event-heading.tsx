import type { DaybookEvent } from '@daybook/core'
import { relativeText } from '../format/instant-text.ts'
import { sentenceOf } from '../format/sentence.ts'
import { words } from '../words/words.ts'
import { OutcomeShape } from './outcome-mark.tsx'
import { Time } from './time.tsx'
import { Zone } from './zone.tsx'

/** The event as a sentence, when it was, and how it ended. */
export function EventHeading({ event, now }: { event: DaybookEvent; now: number }) {
  const { actor, verb, action, preposition, target } = sentenceOf(event)
  return (
    <header class="event-heading">
      <h1>
        <bdi>{actor}</bdi> {verb} {action && <bdi class="code">{action}</bdi>} {preposition}{' '}
        {target && <bdi>{target}</bdi>}
      </h1>
      <p>
        <Time instant={event.occurredAt} form="full" now={now} /> <Zone />{' '}
        <span>· {relativeText(event.occurredAt, now)} ·</span>
        <span class={`outcome-word ${event.outcome}`}>
          <OutcomeShape outcome={event.outcome} /> {words.outcome[event.outcome]}
        </span>
      </p>
    </header>
  )
}
