export { type AnonymiseIpOptions, anonymiseIp, ipNetwork } from './processors/anonymise-ip.ts'
export { enrich } from './processors/enrich.ts'
export {
  type ActionList,
  allowActions,
  type MatchOptions,
  matchActions,
} from './processors/filter-actions.ts'
export { mapData } from './processors/map-data.ts'
export { type RedactOptions, redact } from './processors/redact.ts'
export { renameActions } from './processors/rename-actions.ts'
export { type SampleOptions, sample } from './processors/sample.ts'
