import type { Changes, DaybookEvent } from '@daybook/core'
import {
  changesOf,
  type HistoryReader,
  type PastState,
  recordedChangeOf,
  stateAt,
} from '@daybook/core/changes'
import type { Moment, MomentsQuery } from '../query/read-moments.ts'
import type { EventReader } from '../viewer/event-reader.ts'

/** What is asked about: always one object. */
export interface StateTarget {
  readonly type: string
  readonly id: string
}

/** An object as it was at a moment. */
export interface FoundState extends PastState {
  readonly time: Date
  /** The event right after which it was so; undefined where a time was asked for. */
  readonly after: DaybookEvent | undefined
}

/** An object as it was at one moment, and at an earlier one where two are compared. */
export interface FoundStates {
  readonly target: StateTarget
  readonly at: FoundState
  readonly from: FoundState | undefined
  /** In what the later differs from the earlier. */
  readonly changes: Changes | undefined
  /** The events around the moment that changed the object, the newest first: what it can be compared with. */
  readonly around: readonly DaybookEvent[]
  readonly now: number
}

/** A state is told from no more events than this. */
export const historyLimit = 2_000

/** The history of an object has more events than a page may read. */
export class HistoryTooLong extends Error {
  override get name(): string {
    return 'HistoryTooLong'
  }
}

// So many to compare with on each side of the moment.
const side = 25

/**
 * Finds an object as it was, and what changed from one moment to the other, whichever was asked for first. Undefined
 * where an event is not there, or no change of the object is known.
 *
 * @throws HistoryTooLong where the state depends on more than {@link historyLimit} events.
 */
export async function findStates(
  reader: EventReader,
  target: StateTarget,
  moments: MomentsQuery,
  now: number,
): Promise<FoundStates | undefined> {
  const [at, from] = await Promise.all([
    momentOf(reader, moments.at ?? new Date(now)),
    moments.from === undefined ? undefined : momentOf(reader, moments.from),
  ])
  if (!at || (moments.from !== undefined && !from)) return undefined
  const [earlier, later] = from && isLater(from, at) ? [at, from] : [from, at]
  const history = boundedHistory(reader)
  const state = async (moment: DaybookEvent | Date): Promise<FoundState> => ({
    ...(await stateAt(history, target, moment)),
    time: timeOf(moment),
    after: moment instanceof Date ? undefined : moment,
  })
  const [is, was, around] = await Promise.all([
    state(later),
    earlier && state(earlier),
    changesAround(reader, target, timeOf(later)),
  ])
  if (is.values === undefined && around.length === 0) return undefined
  return { target, at: is, from: was, changes: was && changesOf(was.values, is.values), around, now }
}

/** Whether an event tells anything of the values of its target. */
export function tellsOfState(event: Pick<DaybookEvent, 'changes' | 'data'>): boolean {
  return event.changes !== null || recordedChangeOf(event).operation === 'snapshot'
}

async function momentOf(reader: EventReader, moment: Moment): Promise<DaybookEvent | Date | undefined> {
  return moment instanceof Date ? moment : ((await reader.get(moment)) ?? undefined)
}

/** A time takes in all of its millisecond. */
function isLater(one: DaybookEvent | Date, other: DaybookEvent | Date): boolean {
  const distance = timeOf(one).getTime() - timeOf(other).getTime()
  if (distance !== 0) return distance > 0
  if (one instanceof Date || other instanceof Date) return one instanceof Date
  return one.id > other.id
}

function timeOf(moment: DaybookEvent | Date): Date {
  return moment instanceof Date ? moment : moment.occurredAt
}

/** The same history, for as many events as a page may read. */
function boundedHistory(reader: EventReader): HistoryReader {
  return {
    async *history({ type, id }, { until } = {}) {
      let read = 0
      for await (const event of reader.stream({
        target: { type, id: String(id) },
        ...(until && { until }),
      })) {
        if (++read > historyLimit) throw new HistoryTooLong(`More than ${historyLimit} events`)
        yield event
      }
    },
    stream: (filter) => reader.stream(filter),
  }
}

async function changesAround(
  reader: EventReader,
  target: StateTarget,
  time: Date,
): Promise<readonly DaybookEvent[]> {
  const [newer, older] = await Promise.all([
    reader.find({ target, since: time, order: 'oldest', limit: side }),
    reader.find({ target, until: new Date(time.getTime() + 1), limit: side }),
  ])
  const byId = new Map([...newer.events, ...older.events].map((event) => [event.id, event]))
  return [...byId.values()].filter(tellsOfState).sort((a, b) => (a.id < b.id ? 1 : -1))
}
