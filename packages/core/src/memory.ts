export { matchesFilter } from './query/matches-filter.ts'
export { withMemoryFeed } from './relay/memory-feed.ts'
export { createMemorySink, type MemorySink } from './sinks/event-sink.ts'
export { createMemoryStore, type MemoryStore, type MemoryStoreOptions } from './store/memory-store.ts'
