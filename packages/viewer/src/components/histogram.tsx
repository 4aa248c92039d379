import type { SummaryBucket } from '@daybook/core'
import { axisText } from '../format/axis-text.ts'
import { numberText } from '../format/count-text.ts'
import { shortInstantText } from '../format/instant-text.ts'
import type { FoundSummary } from '../pages/find-summary.ts'
import { withoutCursor } from '../query/list-query.ts'
import { words } from '../words/words.ts'
import type { Links } from './links.ts'

interface HistogramProps {
  readonly found: FoundSummary
  readonly links: Links
  readonly now: number
}

const height = 48
const step = 10

// Parts of the time axis: few enough to be wide on a phone.
const parts = 4

/**
 * When the events were: a bar for each span of time, its foot what failed and what was denied. A bar narrows the
 * window to itself; so does a part of the axis, which is also there for keyboards, fingers and screen readers.
 */
export function Histogram({ found, links, now }: HistogramProps) {
  const { summary, until } = found
  const { buckets } = summary
  const highest = Math.max(...buckets.map(total), 1)
  const endOf = (index: number) => buckets[index]?.since ?? until
  const narrowed = (since: Date, end: Date) =>
    links.list({ ...withoutCursor(found.query), since, until: end })
  const span = (since: Date, end: Date) =>
    `${shortInstantText(since, now)} – ${shortInstantText(end, now)} ${words.list.zone}`
  return (
    <section class="histogram" aria-label={words.histogram.label}>
      <p class="unseen">{inWords(found, highest, span)}</p>
      <svg viewBox={`0 0 ${buckets.length * step} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        {buckets.map((bucket, index) => {
          const end = endOf(index + 1)
          if (total(bucket) === 0) return null
          return (
            <a key={index} href={narrowed(bucket.since, end)} tabindex={-1}>
              <title>{`${span(bucket.since, end)}: ${countsText(bucket)}`}</title>
              <Bar bucket={bucket} at={index * step} highest={highest} />
            </a>
          )
        })}
      </svg>
      <ol class="axis">
        {Array.from({ length: parts }, (_, part) => {
          const [from, to] = [part, part + 1].map((edge) => Math.floor((edge * buckets.length) / parts))
          const since = endOf(from as number)
          const end = endOf(to as number)
          const label = axisText(since, part === 0 ? undefined : endOf(0), until)
          return (
            <li key={part}>
              <a href={narrowed(since, end)} title={words.histogram.zoom(span(since, end))}>
                <time class="start" datetime={since.toISOString()} data-form="axis">
                  {label}
                </time>
                {part === parts - 1 && (
                  <time class="end" datetime={until.toISOString()} data-form="axis">
                    {axisText(until, endOf(0), until)}
                  </time>
                )}
              </a>
            </li>
          )
        })}
      </ol>
    </section>
  )
}

function Bar({ bucket, at, highest }: { bucket: SummaryBucket; at: number; highest: number }) {
  const tall = (count: number) => (count === 0 ? 0 : Math.max((count / highest) * height, 2))
  const [failure, denied] = [tall(bucket.failure), tall(bucket.denied)]
  const whole = Math.min(Math.max(tall(total(bucket)), failure + denied), height)
  return (
    <>
      <rect class="hit" x={at} y={0} width={step} height={height} />
      <rect class="success" x={at + 1} y={height - whole} width={step - 2} height={whole} />
      {denied > 0 && (
        <rect class="denied" x={at + 1} y={height - failure - denied} width={step - 2} height={denied} />
      )}
      {failure > 0 && (
        <rect class="failure" x={at + 1} y={height - failure} width={step - 2} height={failure} />
      )}
    </>
  )
}

/** The histogram for those who do not see it: the totals, and the busiest span. */
function inWords(
  { summary, until }: FoundSummary,
  highest: number,
  span: (since: Date, end: Date) => string,
): string {
  const { buckets } = summary
  const busiest = buckets.findIndex((bucket) => total(bucket) === highest)
  const sum = (outcome: 'success' | 'failure' | 'denied') =>
    buckets.reduce((so, bucket) => so + bucket[outcome], 0)
  const all = countsText({ success: sum('success'), failure: sum('failure'), denied: sum('denied') })
  const peak = buckets[busiest]
  return peak
    ? `${all}. ${words.histogram.busiest(span(peak.since, buckets[busiest + 1]?.since ?? until), numberText(highest))}`
    : all
}

function countsText({ success, failure, denied }: Omit<SummaryBucket, 'since'>): string {
  return words.histogram.counts(numberText(success), numberText(failure), numberText(denied))
}

function total({ success, failure, denied }: SummaryBucket): number {
  return success + failure + denied
}
