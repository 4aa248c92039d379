export { Logged } from './decorators/logged.ts'
export { OnEventLogged } from './decorators/on-event-logged.ts'
export { guard, inGroup, requireActor } from './guards/guards.ts'
export { DaybookModule } from './module/daybook-module.ts'
export type {
  DaybookModuleAsyncOptions,
  DaybookModuleOptions,
  RequestsOptions,
  ViewerMount,
} from './module/daybook-module-options.ts'
export { daybookToken, InjectDaybook } from './module/daybook-token.ts'
