export { type ConfigTree, type EngineFactory, type Engines, fromConfig } from './config/from-config.ts'
export { getDaybook, hasDaybook, registerDaybook } from './config/registry.ts'
