export {
  formatToken,
  type ParsedQuery,
  parseQuery,
  type QueryToken,
  queryFilter,
  queryKeys,
  type TextFilter,
} from './query/query-text.ts'
