import type { Catalog, CloseOptions, Daybook, NoReferences } from '@daybook/core'
import type { EventBook, RequestContextOptions, RequestRecordsOptions } from '@daybook/express'
import type { FactoryProvider, ModuleMetadata } from '@nestjs/common'
import type { Request, RequestHandler } from 'express'

/** The log of an app, and what its HTTP requests tell. The functions are called with Express' request. */
export interface DaybookModuleOptions<Tx = never, R extends object = NoReferences, C = Catalog>
  extends RequestContextOptions<R> {
  /** The app's log. The module closes it when the app shuts down. */
  readonly daybook: Daybook<C, R, Tx>
  /** Record each HTTP request. Default: none is recorded. */
  readonly requests?: RequestsOptions | undefined
  /** Pages over the log, from `@daybook/nestjs/viewer`. */
  readonly viewer?: ViewerMount | readonly ViewerMount[] | undefined
}

/** Which requests are recorded, and where. */
export interface RequestsOptions extends RequestRecordsOptions<Request> {
  /** Where the records are kept, best a daybook of their own. The module closes it when the app shuts down. */
  readonly daybook: EventBook & { close(options?: CloseOptions): Promise<unknown> }
}

/** A viewer and its place in the app. Made by `viewer()` of `@daybook/nestjs/viewer`. */
export interface ViewerMount {
  /** The path below which it answers. A global prefix of the app does not change it. */
  readonly path: string
  /** Makes the handler, for the daybook of the module. */
  handler(daybook: Daybook): RequestHandler
}

/** How the options are made by the container, from what it injects. */
export interface DaybookModuleAsyncOptions<
  Args extends readonly unknown[] = readonly never[],
  Tx = never,
  R extends object = NoReferences,
  C = Catalog,
> {
  /** Modules that export what is injected. Global ones need not be named. */
  readonly imports?: ModuleMetadata['imports']
  /** What `useFactory` is called with. */
  readonly inject?: FactoryProvider['inject']
  readonly useFactory: (
    ...args: Args
  ) => DaybookModuleOptions<Tx, R, C> | Promise<DaybookModuleOptions<Tx, R, C>>
}
