export type { Access, Authorization } from './access/access.ts'
export { type AccessGateOptions, createAccessGate, type GateAnswer } from './access/access-gate.ts'
export {
  type AccessDecision,
  type AccessQuestion,
  authorizeTimeoutMillis,
  decideAccess,
} from './access/decide-access.ts'
export { type ConnectionFacts, isDirectLoopback } from './access/direct-connection.ts'
export { emitInScope } from './request/emit-in-scope.ts'
export { isLoopback, toIpAddress } from './request/ip-address.ts'
export type { RequestFacts } from './request/request-facts.ts'
export { isRequestId, requestIdHeader } from './request/request-id.ts'
export { type RequestValues, requestLimits, requestValues } from './request/request-values.ts'
export { traceIdOf } from './request/trace-parent.ts'
