import type { AccessData, AccessLog } from '../access-log/access-log.ts'
import type { Links } from '../components/links.ts'
import type { LiveDesk, LiveRequest } from '../live/live-desk.ts'
import type { EventReader } from './event-reader.ts'
import type { Patience } from './patience.ts'

/** What a request brings to its route: a reader that sees what it may, and the links of the page it asks for. */
export interface RouteBindings {
  readonly reader: EventReader
  readonly links: Links
  /** Waits for what is read as long as its reader does. */
  readonly soon: Patience['soon']
  /** Live events within the same scope; absent where the store keeps no feed. */
  readonly live: BoundLive | undefined
  /** Tells the log that somebody read it. */
  tell(action: Parameters<AccessLog['tell']>[0], data: AccessData): void
}

/** A live desk for one who may see what they may. */
interface BoundLive {
  head: LiveDesk['head']
  open(request: Omit<LiveRequest, 'access'>): ReturnType<LiveDesk['open']>
}
