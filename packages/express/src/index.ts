export {
  bindCallbacks,
  type EventBook,
  type GuardOptions,
  type LoggedHandlerOptions,
  type PageViewOptions,
  type RequestPattern,
  type RequestRecord,
  type RequestRecordsOptions,
  type TrackedOptions,
  wrapController,
} from '@daybook/web'
export { type AuthEventOptions, type AuthEvents, createAuthEvents } from '@daybook/web/auth'
export { type ObserveStrategyOptions, observeStrategy, type PassportStrategy } from '@daybook/web/passport'
export { passportEvents } from './auth/passport-events.ts'
export { type RequestContextOptions, requestContext } from './context/request-context.ts'
export { type RecordingOptions, recordingEndpoint } from './endpoint/recording-endpoint.ts'
export { exchangeOf } from './exchange/express-exchange.ts'
export { guard, inGroup, requireActor } from './guards/guards.ts'
export { logged, logPageView, tracked } from './records/handlers.ts'
export { requestRecords, requiredRecord } from './records/request-records.ts'
