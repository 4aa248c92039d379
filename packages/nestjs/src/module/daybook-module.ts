import type { Catalog, NoReferences } from '@daybook/core'
import { type DynamicModule, Module, type Provider } from '@nestjs/common'
import type { DaybookModuleAsyncOptions, DaybookModuleOptions } from './daybook-module-options.ts'
import { daybookToken } from './daybook-token.ts'
import { LifecycleModule, optionsToken } from './lifecycle-module.ts'

/**
 * Brings one daybook into a Nest app: injectable everywhere, in the context of each HTTP request on Express, and closed,
 * with all that was logged stored, when the app shuts down. Imported once, by the root module.
 *
 * @example
 * ```ts
 * import { createDaybook } from '@daybook/core'
 * import { createMemoryStore } from '@daybook/core/memory'
 * import { DaybookModule } from '@daybook/nestjs'
 * import { Module } from '@nestjs/common'
 *
 * @Module({
 *   imports: [DaybookModule.forRoot({ daybook: createDaybook({ store: createMemoryStore() }) })],
 * })
 * export class AppModule {}
 * ```
 */
@Module({})
// biome-ignore lint/complexity/noStaticOnlyClass: Nest knows modules by their classes
export class DaybookModule {
  /** With options that are there when the module is defined. */
  static forRoot<Tx = never, R extends object = NoReferences, C = Catalog>(
    options: DaybookModuleOptions<Tx, R, C>,
  ): DynamicModule {
    return moduleOf({ provide: optionsToken, useValue: options })
  }

  /** With options that need something from the container, such as a DataSource. */
  static forRootAsync<
    Args extends readonly unknown[],
    Tx = never,
    R extends object = NoReferences,
    C = Catalog,
  >(options: DaybookModuleAsyncOptions<Args, Tx, R, C>): DynamicModule {
    const { imports = [], inject = [], useFactory } = options
    return moduleOf({ provide: optionsToken, inject, useFactory }, imports)
  }
}

function moduleOf(options: Provider, imports: DynamicModule['imports'] = []): DynamicModule {
  const daybook: Provider = {
    provide: daybookToken,
    inject: [optionsToken],
    useFactory: (options: DaybookModuleOptions) => options.daybook,
  }
  return {
    module: DaybookModule,
    global: true,
    imports: [...imports, LifecycleModule],
    providers: [options, daybook],
    exports: [optionsToken, daybookToken],
  }
}
