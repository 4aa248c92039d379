import type { Catalog, DaybookEvent } from '@daybook/core'
import { relativeText } from '../format/instant-text.ts'
import { sentenceOf } from '../format/sentence.ts'
import { toldSentence } from '../format/told-sentence.ts'
import { words } from '../words/words.ts'
import { OutcomeShape } from './outcome-mark.tsx'
import { Time } from './time.tsx'
import { Told } from './told.tsx'
import { Zone } from './zone.tsx'

interface EventHeadingProps {
  readonly event: DaybookEvent
  readonly catalog: Catalog
  readonly now: number
}

/** The event as a sentence, when it was, and how it ended. */
export function EventHeading({ event, catalog, now }: EventHeadingProps) {
  const told = toldSentence(event, catalog)
  return (
    <header class="event-heading">
      <h1>{told ? <Told parts={told} event={event} /> : <Usual event={event} />}</h1>
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

/** The sentence that the action itself makes. */
function Usual({ event }: { event: DaybookEvent }) {
  const { actor, verb, action, preposition, target } = sentenceOf(event)
  return (
    <>
      <bdi>{actor}</bdi> {verb} {action && <bdi class="code">{action}</bdi>} {preposition}{' '}
      {target && <bdi>{target}</bdi>}
    </>
  )
}
