export { createAttributionTally, type LoadOptions, sendLoad } from './contract/attribution-load.ts'
export { closedAnswers, statusesOf, viewerRoutes } from './contract/closed-viewer.ts'
export type {
  ContractApp,
  ContractCall,
  ContractFramework,
  ContractHandler,
  ContractServer,
  ContractWraps,
} from './contract/framework.ts'
export { type ContractIt, runHttpContract } from './contract/http-contract.ts'
