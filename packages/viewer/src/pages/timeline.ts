import type { DaybookEvent, FindFilter, FoundPage, Reference, SummaryBucket } from '@daybook/core'
import { countCap } from '../format/count-text.ts'
import type { EventReader } from '../viewer/event-reader.ts'
import { cannotSummarise } from './cannot-summarise.ts'

export type TimelineOrder = 'newest' | 'oldest'

/** What a timeline is of. */
export type TimelineSubject =
  | { readonly kind: 'actor'; readonly type: string; readonly id: string }
  | { readonly kind: 'target'; readonly type: string; readonly id: string }
  | { readonly kind: 'request'; readonly id: string }
  | { readonly kind: 'trace'; readonly id: string }

/** One page of everything about a subject, and what all of it has in common. */
export interface FoundTimeline {
  readonly subject: TimelineSubject
  readonly page: FoundPage<DaybookEvent>
  readonly order: TimelineOrder
  readonly count: number
  readonly first: DaybookEvent
  readonly newest: DaybookEvent
  /** Absent where the store has no summaries. */
  readonly overview: TimelineOverview | undefined
  readonly now: number
}

interface TimelineOverview {
  /** The most frequent actors, at most {@link overviewValues}. */
  readonly actors: readonly Reference[]
  /** How many addresses the events came from, at most {@link overviewValues}. */
  readonly addresses: number
  readonly outcomes: Omit<SummaryBucket, 'since'>
}

const pageSize = 50

/** An overview counts no further. */
export const overviewValues = 100

/** What finds everything about a subject. */
function subjectFilter(subject: TimelineSubject): FindFilter {
  switch (subject.kind) {
    case 'request':
      return { requestId: subject.id }
    case 'trace':
      return { traceId: subject.id }
    default:
      return { [subject.kind]: { type: subject.type, id: subject.id } }
  }
}

/** Finds a page of everything about `subject`; undefined where there is nothing. */
export async function findTimeline(
  reader: EventReader,
  subject: TimelineSubject,
  { order, cursor, now }: { order: TimelineOrder; cursor: string | undefined; now: number },
): Promise<FoundTimeline | undefined> {
  const filter = subjectFilter(subject)
  const [page, oldest, latest, count] = await Promise.all([
    reader.find({ ...filter, order, limit: pageSize, ...(cursor !== undefined && { cursor }) }),
    reader.find({ ...filter, order: 'oldest', limit: 1 }),
    reader.find({ ...filter, limit: 1 }),
    reader.count(filter, { cap: countCap }),
  ])
  const [first] = oldest.events
  const [newest] = latest.events
  if (!first || !newest) return undefined
  const overview = await overviewOf(reader, { ...filter, since: first.occurredAt })
  return { subject, page, order, count, first, newest, overview, now }
}

async function overviewOf(reader: EventReader, filter: FindFilter): Promise<TimelineOverview | undefined> {
  const facets = ['actor', 'ip', 'outcome'] as const
  try {
    const summary = await reader.summarise(filter, { facets, values: overviewValues, cap: countCap })
    const count = (outcome: string) =>
      summary.facets.outcome.find(({ value }) => value === outcome)?.count ?? 0
    return {
      actors: summary.facets.actor.map(({ value }) => value).filter((value) => value !== null),
      addresses: summary.facets.ip.filter(({ value }) => value !== null).length,
      outcomes: { success: count('success'), failure: count('failure'), denied: count('denied') },
    }
  } catch (error) {
    if (cannotSummarise(error)) return undefined
    throw error
  }
}
