export type {
  ChangeApi,
  ChangeApis,
  ChangeRig,
  ChangeRuns,
  InvoiceValues,
  ScenarioRules,
  SeenAs,
  Unsupported,
} from './changes/change-rig.ts'
export {
  type ChangeScenariosOptions,
  runChangeScenarios,
} from './changes/run-change-scenarios.ts'
