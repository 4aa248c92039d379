import type { DaybookEvent } from '@daybook/core'
import { words } from '../words/words.ts'
import { actionParts } from './action-parts.ts'
import { actorName, targetName } from './reference-name.ts'
import { visibleText } from './visible-text.ts'

/** An event said in words: who, then what they did, then to what. */
export interface Sentence {
  readonly actor: string
  /** Words between the actor and the rest, `''` for none. */
  readonly verb: string
  /** The action itself, where no verb says it. */
  readonly action: string
  /** The word before the target, `''` for none. */
  readonly preposition: string
  readonly target: string
}

// Verbs of the past that do not end in -ed.
const irregular = new Set(
  'bought built found held kept left lost made paid put sent set sold taken won'.split(' '),
)

/**
 * The sentence of an event. An action such as `invoice.paid` reads as a verb; any other is named as it is, and so
 * is one that failed or was denied: a sentence must not claim what did not happen.
 */
export function sentenceOf(event: DaybookEvent): Sentence {
  const actor = visibleText(actorName(event.actor))
  const target = event.target ? visibleText(targetName(event.target)) : ''
  const action = visibleText(event.action)
  if (event.outcome !== 'success') {
    const verb = event.outcome === 'denied' ? words.event.denied : words.event.failed
    return { actor, verb, action, preposition: target && words.event.on, target }
  }
  const { verb } = actionParts(event.action)
  const reads = target !== '' && (/^[a-z]+ed$/.test(verb) || irregular.has(verb))
  return reads
    ? { actor, verb, action: '', preposition: '', target }
    : { actor, verb: '', action, preposition: '', target }
}

/** The sentence as plain text. */
export function sentenceText(sentence: Sentence): string {
  return Object.values(sentence).filter(Boolean).join(' ')
}
