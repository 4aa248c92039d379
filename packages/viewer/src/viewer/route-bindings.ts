import type { AccessData, AccessLog } from '../access-log/access-log.ts'
import type { Links } from '../components/links.ts'
import type { EventReader } from './event-reader.ts'

/** What a request brings to its route: a reader that sees what it may, and the links of the page it asks for. */
export interface RouteBindings {
  readonly reader: EventReader
  readonly links: Links
  /** Tells the log that somebody read it. */
  tell(action: Parameters<AccessLog['tell']>[0], data: AccessData): void
}
