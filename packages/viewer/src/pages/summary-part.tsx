import { Facets } from '../components/facets.tsx'
import { Histogram } from '../components/histogram.tsx'
import type { Links } from '../components/links.ts'
import { type ListQuery, withoutCursor } from '../query/list-query.ts'
import { lengthMillis, type Preset, presets } from '../query/time-window.ts'
import { words } from '../words/words.ts'
import { cannotSummarise } from './cannot-summarise.ts'
import { isTooSlow } from './failure-notice.ts'
import type { FoundSummary } from './find-summary.ts'

/** Facets and histogram of a list that stands already. */
export function SummaryPart({ found, links, now }: { found: FoundSummary; links: Links; now: number }) {
  return (
    <>
      <Histogram found={found} links={links} now={now} />
      <Facets found={found} links={links} />
    </>
  )
}

interface NoSummaryProps {
  readonly error: unknown
  readonly query: ListQuery
  readonly links: Links
  /** Tells the app what happened, and answers with the id under which. */
  readonly report: (error: unknown) => string
}

/** Why a list has no facets and no histogram. The list itself stands. */
export function NoSummary({ error, query, links, report }: NoSummaryProps) {
  if (cannotSummarise(error)) return <span class="no-overview" hidden />
  const shorter = shorterWindow(query)
  return (
    <section class="histogram none" id="facets" aria-label={words.histogram.label}>
      {isTooSlow(error) ? (
        <p>
          {words.histogram.tooSlow}{' '}
          {shorter && (
            <a href={links.list({ ...withoutCursor(query), since: shorter })}>{words.window[shorter]}</a>
          )}
        </p>
      ) : (
        <p>
          {words.histogram.failed} <code>{report(error)}</code>
        </p>
      )}
    </section>
  )
}

/** The next shorter window that a reader can choose. */
function shorterWindow({ since, until }: Pick<ListQuery, 'since' | 'until'>): Preset | undefined {
  if (until) return undefined
  const length = lengthMillis(since) ?? Number.POSITIVE_INFINITY
  return presets.findLast((preset) => (lengthMillis(preset) ?? length) < length)
}
