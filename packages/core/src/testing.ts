export {
  assertLogsWhatItChanges,
  type ChangeCounter,
} from './testing/assert-logs-what-it-changes.ts'
export {
  createTestDaybook,
  type TestDaybook,
  type TestDaybookOptions,
} from './testing/create-test-daybook.ts'
export type { ExpectedEvent } from './testing/expected-event.ts'
export { createFixedClock, createFixedIds, type FixedClock } from './testing/fixed-clock.ts'
export { daybookMatchers } from './testing/matchers.ts'
