import type { DaybookEvent } from '../event/daybook-event.ts'
import type { Reference } from '../event/reference.ts'

/** Which windows to count actors in, and who is new there. */
export interface StatsOptions {
  /** The windows to look at, in days back from now. Default: 7 and 30. */
  readonly days?: readonly number[]
  /** Whether an actor's account was created inside the window, which starts at `since`. Default: none was. */
  readonly isNew?: (actor: Reference, since: Date) => boolean | Promise<boolean>
}

/** How many actors used the app in one window. */
export interface UsageStats {
  readonly days: number
  /** Distinct actors with an event strictly newer than the start of the window. */
  readonly used: number
  /** The same without those whose account was created inside the window. */
  readonly active: number
}

const dayMillis = 86_400_000

/** Counts actors over windows that end now. `events` are those of the longest window. */
export async function usageStats(
  events: AsyncIterable<DaybookEvent>,
  {
    days,
    isNew = () => false,
    now,
  }: Required<Pick<StatsOptions, 'days'>> & StatsOptions & { readonly now: number },
): Promise<readonly UsageStats[]> {
  const newest = new Map<string, { readonly actor: Reference; millis: number }>()
  for await (const { actor, occurredAt } of events) {
    if (actor === null) continue
    const key = `${actor.type}\0${actor.id}`
    const known = newest.get(key)
    const millis = occurredAt.getTime()
    if (known === undefined) newest.set(key, { actor, millis })
    else if (millis > known.millis) known.millis = millis
  }
  return Promise.all(
    days.map(async (each) => {
      const since = new Date(now - each * dayMillis)
      const users = [...newest.values()].filter(({ millis }) => millis > since.getTime())
      const fresh = await Promise.all(users.map(({ actor }) => isNew(actor, since)))
      return { days: each, used: users.length, active: fresh.filter((value) => !value).length }
    }),
  )
}
