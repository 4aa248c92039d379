export { applyChanges } from './changes/apply-changes.ts'
export {
  type BackfillLog,
  type BackfillOptions,
  type BackfillProgress,
  backfill,
} from './changes/backfill.ts'
export {
  type ActionInput,
  type BulkRules,
  type ChangeOptions,
  type EntityRules,
  type FieldRules,
  type TrackedEntity,
  type TrackOptions,
  trackedEntities,
} from './changes/change-options.ts'
export {
  type ChangeLog,
  type ChangeRecorder,
  createChangeRecorder,
  type RecordedEntity,
  type RecorderOptions,
} from './changes/change-recorder.ts'
export { type ChangesOfOptions, changesOf } from './changes/changes-of.ts'
export { pathOf, pointerOf } from './changes/pointer.ts'
export { type RecordedChange, recordedChangeOf } from './changes/recorded-change.ts'
export { type Inverse, revert } from './changes/revert.ts'
export type { BulkChange, ChangeOperation, FieldKind, Row, RowChange } from './changes/row-change.ts'
export { type HistoryReader, type PastState, type StateOptions, stateAt } from './changes/state-at.ts'
