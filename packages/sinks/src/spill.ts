export {
  type SpillDeadline,
  type SpillingStore,
  type SpillOptions,
  type SpillState,
  spilling,
} from './spill/spilling.ts'
