export {
  formatReference,
  formatToken,
  type ParsedQuery,
  parseQuery,
  type QueryToken,
  queryFilter,
  queryKeys,
  type TextFilter,
} from './query/query-text.ts'
export { emptyBuckets } from './query/summarise-events.ts'
export { toTimeBound } from './query/time-bound.ts'
