import type { DaybookEvent } from '@daybook/core'
import type { ToldPart } from '../format/told-sentence.ts'
import type { Links } from './links.ts'

interface ToldProps {
  readonly parts: readonly ToldPart[]
  readonly event: DaybookEvent
  /** Absent: nothing leads anywhere. */
  readonly links?: Links
}

/** A sentence in the app's own words, who and what it names leading to their pages. */
export function Told({ parts, event: { actor, target }, links }: ToldProps) {
  return (
    <>
      {parts.map(({ kind, text }, index) => {
        if (kind === 'text') return text
        const reference = kind === 'actor' ? actor : kind === 'target' ? target : null
        if (!reference || !links) return <bdi key={index}>{text}</bdi>
        return (
          <a
            key={index}
            class={kind === 'actor' ? 'who' : undefined}
            href={links[kind as 'actor' | 'target'](reference)}
          >
            <bdi>{text}</bdi>
          </a>
        )
      })}
    </>
  )
}
