import type { Reference } from '@daybook/core'
import type { EventReader } from '../viewer/event-reader.ts'

/** Whether an actor's account was created inside the window, which starts at `since`. */
export type IsNewActor = (actor: Reference, since: Date) => boolean | Promise<boolean>

/** How many actors used the app in a window that ends now. */
interface WindowUsage {
  readonly days: number
  /** Distinct actors with an event strictly newer than the start of the window. */
  readonly used: number
  /** The same without new accounts; undefined where nobody can tell which are new. */
  readonly active: number | undefined
  /** There may be more: one of its days has more actors than are counted. */
  readonly capped: boolean
}

/** Distinct actors of one UTC day. */
interface DayUsage {
  readonly day: Date
  readonly actors: number
  readonly events: number
  readonly capped: boolean
}

export interface FoundUsage {
  readonly windows: readonly WindowUsage[]
  /** Oldest first, today last. */
  readonly days: readonly DayUsage[]
}

const dayMillis = 24 * 60 * 60 * 1000
const windows = [7, 30] as const

/** Distinct actors of a day are counted up to this. */
const usageCap = 1_000

interface Span {
  readonly since: number
  readonly until: number
  readonly actors: ReadonlyMap<string, Reference>
  readonly events: number
  readonly capped: boolean
}

// More at once would take connections from the app.
const atOnce = 4

/**
 * Who used the app over the last 7 and 30 days, and on each of the last 30 days. Reads a day at a time, so that no
 * statement reads more than a day, and four days at once.
 */
export async function findUsage(reader: EventReader, now: number, isNew?: IsNewActor): Promise<FoundUsage> {
  const today = Math.floor(now / dayMillis) * dayMillis
  const midnights = Array.from({ length: 30 }, (_, ago) => today - ago * dayMillis)
  // A window is open at its start: what happened at that very millisecond is not in it.
  const starts = windows.map((days) => now - days * dayMillis + 1)
  const edges = [...new Set([...midnights, ...starts, now + 1])].sort((a, b) => a - b)
  const begins = edges.slice(0, -1)
  const spans: Span[] = []
  const remaining = begins.entries()
  const readOn = async () => {
    for (const [index, since] of remaining)
      spans[index] = await spanOf(reader, since, edges[index + 1] as number)
  }
  await Promise.all(Array.from({ length: atOnce }, readOn))
  const from = (since: number, until = Number.POSITIVE_INFINITY) =>
    spans.filter((span) => span.since >= since && span.until <= until)
  return {
    windows: await Promise.all(
      windows.map(async (days, index) => {
        const since = starts[index] as number
        const within = from(since)
        const actors = [...distinct(within).values()]
        return {
          days,
          used: actors.length,
          active: isNew && (await countKnown(actors, new Date(since - 1), isNew)),
          capped: within.some(({ capped }) => capped),
        }
      }),
    ),
    days: midnights.reverse().map((midnight) => {
      const within = from(midnight, Math.min(midnight + dayMillis, now + 1))
      return {
        day: new Date(midnight),
        actors: distinct(within).size,
        events: within.reduce((sum, { events }) => sum + events, 0),
        capped: within.some(({ capped }) => capped),
      }
    }),
  }
}

async function spanOf(reader: EventReader, since: number, until: number): Promise<Span> {
  const window = { since: new Date(since), until: new Date(until) }
  const { facets, events, capped } = await reader.summarise(window, { facets: ['actor'], values: usageCap })
  const actors = new Map<string, Reference>()
  for (const { value } of facets.actor) if (value) actors.set(JSON.stringify([value.type, value.id]), value)
  return { since, until, actors, events, capped: capped || facets.actor.length === usageCap }
}

function distinct(spans: readonly Span[]): ReadonlyMap<string, Reference> {
  return new Map(spans.flatMap(({ actors }) => [...actors]))
}

async function countKnown(actors: readonly Reference[], since: Date, isNew: IsNewActor): Promise<number> {
  const fresh = await Promise.all(actors.map((actor) => isNew(actor, since)))
  return fresh.filter((value) => !value).length
}
