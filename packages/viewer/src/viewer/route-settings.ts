import type { Site } from '../components/frame.tsx'
import type { IsNewActor } from '../pages/find-usage.ts'

/** What the routes of one viewer have in common. */
export interface RouteSettings {
  readonly site: Site
  readonly clock: () => number
  /** How long a reader waits for the log. */
  readonly timeLimitMillis: number
  readonly isNewActor: IsNewActor | undefined
  /** The actions of the app's catalog, offered before any has been logged. */
  readonly actions: readonly string[]
  /** Tells the app of a failure; answers with the id that a page shows instead of the details. */
  readonly report: (error: unknown) => string
}
