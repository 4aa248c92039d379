export {
  type Catalog,
  defineEvents,
  type EventDefinition,
  type EventOf,
  type FailurePolicy,
  type TargetOf,
} from './catalog/define-events.ts'
export { type Context, type ContextValues, context, type SerializedContext } from './context/context.ts'
export type { CapturedScope } from './context/scope.ts'
export type { AnyDetails } from './daybook/build-event.ts'
export { createDaybook, type DaybookOptions } from './daybook/create-daybook.ts'
export type { CreateEventDetails } from './daybook/create-event.ts'
export type {
  Daybook,
  Details,
  DetailsArguments,
  DetailsWithData,
  WithinOptions,
} from './daybook/daybook.ts'
export type { LoggedCall, LoggedOptions } from './daybook/logged.ts'
export { Logged, type LoggedDecorator, type LoggedSource } from './daybook/logged-decorator.ts'
export type { DeliveryOptions } from './delivery/delivery-options.ts'
export type { CloseOptions, CloseReport, Health, SignalOptions } from './delivery/health.ts'
export {
  ClosedError,
  ConfigurationError,
  ConflictError,
  DaybookError,
  type DaybookErrorInit,
  isDaybookError,
  isPoison,
  OverloadedError,
  StorageError,
  type StorageErrorInit,
  TimeoutError,
  ValidationError,
  WouldDeadlockError,
} from './errors/daybook-error.ts'
export { type Classes, classNames, type InstancesOf } from './event/class-references.ts'
export type { Changes, DaybookEvent, FieldChange, Outcome } from './event/daybook-event.ts'
export { type EventIds, firstIdAt, isEventId, millisOfId, type Stamp } from './event/event-id.ts'
export { limits } from './event/limits.ts'
export {
  decodeKey,
  encodeKey,
  type KeyPart,
  type NoReferences,
  type Reference,
  type ReferenceInput,
  type ReferenceLike,
  referenceKey,
  type TargetReference,
} from './event/reference.ts'
export type { Json, Jsonify, JsonObject } from './json/json.ts'
export { isMark, type MarkKind } from './normalise/marks.ts'
export { defaultRedactedKeys } from './normalise/redaction-list.ts'
export { dropEvent, type Processor, ProcessorError } from './processors/processor.ts'
export { matchesAction } from './query/action-pattern.ts'
export type {
  Condition,
  EventFilter,
  EventOrder,
  EventQuery,
  ReferenceMatch,
  Scalar,
} from './query/event-query.ts'
export type {
  FilterFields,
  FindFilter,
  FindOptions,
  FoundPage,
  NumberRange,
  ReferenceQuery,
} from './query/find-options.ts'
export type { PruneOptions } from './query/prune-events.ts'
export type { StreamOptions } from './query/stream-events.ts'
export type {
  BucketRequest,
  FacetCount,
  FacetField,
  Facets,
  FacetValues,
  Summary,
  SummaryBucket,
  SummaryRequest,
} from './query/summary.ts'
export type { SummaryOptions } from './query/summary-options.ts'
export type { StatsOptions, UsageStats } from './query/usage-stats.ts'
export type { DropReason, Origin, SignalListener, SignalName, Signals } from './signals/signals.ts'
export { type EventSink, sinkOf } from './sinks/event-sink.ts'
export type {
  BuriedEntry,
  DeadLetter,
  EventFeed,
  FeedEntry,
  FeedLag,
  FeedLease,
} from './store/event-feed.ts'
export {
  type Appended,
  type AppendOptions,
  type EventStore,
  maxBatch,
  type ReadOptions,
  type StoreCapabilities,
  type StoreReferences,
  type StoreTransactions,
} from './store/event-store.ts'
