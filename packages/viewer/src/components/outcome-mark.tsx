import type { Outcome } from '@daybook/core'
import { words } from '../words/words.ts'

/** The shape of an outcome: ring, filled diamond, slashed square. Colour only repeats it. */
export function OutcomeShape({ outcome }: { outcome: Outcome }) {
  return (
    <svg class={`shape ${outcome}`} viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
      {outcome === 'success' && <circle cx="6" cy="6" r="3" />}
      {outcome === 'failure' && <path d="M6 .8 11.2 6 6 11.2 .8 6Z" />}
      {outcome === 'denied' && <path d="M1.2 1.2h9.6v9.6H1.2ZM1.2 10.8 10.8 1.2" />}
    </svg>
  )
}

/** The shape with its word for those who do not see it. */
export function OutcomeMark({ outcome }: { outcome: Outcome }) {
  return (
    <span class="outcome" title={words.outcome[outcome]}>
      <OutcomeShape outcome={outcome} />
      <span class="unseen">{words.outcome[outcome]}</span>
    </span>
  )
}
