export { createRelay, type Relay, type RelayOptions, type RelayRetry } from './relay/create-relay.ts'
export { type FeedFollower, type FollowOptions, followFeed } from './relay/follow-feed.ts'
export type { Drained } from './relay/relay-lane.ts'
