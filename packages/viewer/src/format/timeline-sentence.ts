import type { DaybookEvent } from '@daybook/core'
import type { TimelineSubject } from '../pages/timeline.ts'
import { words } from '../words/words.ts'
import { actorName, targetName } from './reference-name.ts'
import { sentenceOf } from './sentence.ts'

/** An event said on a timeline, where one of its parts is known from the page and another word stands for it. */
export interface TimelineSentence {
  /** Empty on the timeline of the actor. */
  readonly actor: string
  readonly text: string
  /** The action, where no verb says it. */
  readonly code: string
  /** Empty on the timeline of the target. */
  readonly target: string
}

/** The sentence of an event on the timeline of a `kind` of subject. */
export function timelineSentence(event: DaybookEvent, kind: TimelineSubject['kind']): TimelineSentence {
  const { verb, action } = sentenceOf(event)
  const itself = kind === 'target' && action === ''
  return {
    actor: kind === 'actor' ? '' : actorName(event.actor),
    text: itself ? words.timeline.it(verb) : verb,
    code: action,
    target: kind === 'target' || !event.target ? '' : targetName(event.target),
  }
}
