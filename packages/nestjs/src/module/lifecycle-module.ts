import { ConfigurationError } from '@daybook/core'
import { requestContext, requestRecords } from '@daybook/express'
import {
  Inject,
  Module,
  type NestModule,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common'
import { APP_FILTER, APP_INTERCEPTOR, DiscoveryModule, HttpAdapterHost } from '@nestjs/core'
import { EventListeners } from '../listeners/event-listeners.ts'
import { ActorInterceptor } from './actor-interceptor.ts'
import type { DaybookModuleOptions } from './daybook-module-options.ts'
import { RefusalFilter } from './refusal-filter.ts'

/** The token of the module's options. */
export const optionsToken = Symbol.for('daybook.nestjs.options')

/**
 * What the daybook does in the life of an app. A module of its own, and not a global one: Nest shuts global modules down
 * last, so that the database is still there when the daybook is closed, in whatever order the app imports the two.
 */
@Module({
  imports: [DiscoveryModule],
  providers: [
    EventListeners,
    { provide: APP_INTERCEPTOR, useClass: ActorInterceptor },
    { provide: APP_FILTER, useClass: RefusalFilter },
  ],
})
export class LifecycleModule implements NestModule, OnModuleInit, OnApplicationShutdown {
  readonly #options: DaybookModuleOptions
  readonly #listeners: EventListeners
  readonly #host: HttpAdapterHost

  constructor(
    @Inject(optionsToken) options: DaybookModuleOptions,
    @Inject(EventListeners) listeners: EventListeners,
    @Inject(HttpAdapterHost) host: HttpAdapterHost,
  ) {
    this.#options = options
    this.#listeners = listeners
    this.#host = host
  }

  /** Before the middleware of any module, so that all of it runs in the scope of its request. */
  configure(): void {
    const { httpAdapter } = this.#host
    if (httpAdapter.getType() !== 'express') throw otherPlatform(httpAdapter.getType())
    const { daybook, requests, viewer: _, ...context } = this.#options
    httpAdapter.use(requestContext(daybook, context))
    if (requests) {
      const { daybook: book, ...options } = requests
      httpAdapter.use(requestRecords(book, options))
    }
  }

  /** After the middleware of all modules, so that a viewer knows who is signed in, and before Nest's 404. */
  onModuleInit(): void {
    const { daybook, viewer = [] } = this.#options
    this.#listeners.add(daybook)
    for (const { path, handler } of [viewer].flat()) this.#host.httpAdapter?.use(path, handler(daybook))
  }

  async onApplicationShutdown(): Promise<void> {
    const { daybook, requests } = this.#options
    await Promise.all([daybook.close(), requests?.daybook.close()])
  }
}

function otherPlatform(type: string): ConfigurationError {
  return new ConfigurationError({
    code: 'DAYBOOK_UNSUPPORTED_PLATFORM',
    message: `DaybookModule knows Nest's Express platform, not ${type}.`,
    fix: 'Create the app with @nestjs/platform-express.',
  })
}
