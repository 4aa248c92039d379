export { createRelay, type Relay, type RelayOptions, type RelayRetry } from './relay/create-relay.ts'
export type { Drained } from './relay/relay-lane.ts'
