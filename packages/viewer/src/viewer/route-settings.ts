import type { Catalog } from '@daybook/core'
import type { Site } from '../components/frame.tsx'
import type { IsNewActor } from '../pages/find-usage.ts'

/** What the routes of one viewer have in common. */
export interface RouteSettings {
  readonly site: Site
  readonly clock: () => number
  readonly isNewActor: IsNewActor | undefined
  /** What the app says of its actions: they are offered before any has been logged, and told in its words. */
  readonly catalog: Catalog
  /** Tells the app of a failure; answers with the id that a page shows instead of the details. */
  readonly report: (error: unknown) => string
}
