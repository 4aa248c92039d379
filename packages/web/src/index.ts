export type { Access, Authorization } from './access/access.ts'
export { type AccessGateOptions, createAccessGate, type GateAnswer } from './access/access-gate.ts'
export {
  type AccessDecision,
  type AccessQuestion,
  authorizeTimeoutMillis,
  decideAccess,
} from './access/decide-access.ts'
export { type ConnectionFacts, isDirectLoopback } from './access/direct-connection.ts'
export {
  createRecordingEndpoint,
  type RecordingAnswer,
  type RecordingOptions,
} from './endpoint/recording-endpoint.ts'
export { actorRule, type GuardOptions, type GuardRule, groupRule, refusalOf } from './guards/guard.ts'
export type { CaptureOptions, OmittedBody } from './records/captured-body.ts'
export type { ActionOf, EventBook, FailureOptions } from './records/event-book.ts'
export { type LoggedHandlerOptions, logHandler } from './records/logged-handler.ts'
export {
  type OpenRecord,
  openRecord,
  type RecordParts,
  type RequestRecord,
  type RequestRecordsOptions,
} from './records/open-record.ts'
export { outcomeOfStatus } from './records/outcome.ts'
export type { RequestPattern } from './records/request-pattern.ts'
export { requestType, requestTypes } from './records/request-type.ts'
export { acceptedAction, RequestNotRecordedError, requireRecord } from './records/required-record.ts'
export { type TrackedCall, type TrackedOptions, trackHandler } from './records/tracked.ts'
export { bindCallbacks } from './request/bind-callbacks.ts'
export { emitInScope } from './request/emit-in-scope.ts'
export { type Exchange, exchangeFor } from './request/exchange.ts'
export { factsOf } from './request/facts-of.ts'
export { isLoopback, toIpAddress } from './request/ip-address.ts'
export type { RequestFacts } from './request/request-facts.ts'
export { isRequestId, requestIdHeader } from './request/request-id.ts'
export {
  type NamedReference,
  type RequestContextOptions,
  RequestScope,
  runInRequest,
} from './request/request-scope.ts'
export { type RequestValues, requestLimits, requestValues } from './request/request-values.ts'
export { traceIdOf } from './request/trace-parent.ts'
export { type Answer, whenAnswered } from './request/when-answered.ts'
export { wrapController } from './views/controller-mixin.ts'
export { type PageViewNames, type PageViewOptions, pageViewNames, viewPage } from './views/page-view.ts'
