import { ConfigurationError, type Daybook } from '@daybook/core'
import { Inject } from '@nestjs/common'
import { DiscoveryService, MetadataScanner } from '@nestjs/core'
import { patternsOf } from '../decorators/on-event-logged.ts'

/** The methods of the app's providers and controllers that listen to its daybook. */
export class EventListeners {
  readonly #discovery: DiscoveryService
  readonly #scanner = new MetadataScanner()

  constructor(@Inject(DiscoveryService) discovery: DiscoveryService) {
    this.#discovery = discovery
  }

  /** Lets them listen: every instance once, under however many tokens it is provided. */
  add(daybook: Daybook): void {
    const seen = new Set<object>()
    for (const wrapper of [...this.#discovery.getProviders(), ...this.#discovery.getControllers()]) {
      const instance: unknown = wrapper.instance
      if (typeof instance !== 'object' || instance === null || seen.has(instance)) continue
      seen.add(instance)
      const isOne = wrapper.isDependencyTreeStatic() && !wrapper.isTransient
      for (const name of this.#scanner.getAllMethodNames(Object.getPrototypeOf(instance)))
        for (const pattern of patternsOf(instance, name)) {
          if (!isOne) throw manyInstances(`${wrapper.name}.${name}`)
          daybook.on('eventLogged', pattern, (event) => Reflect.get(instance, name).call(instance, event))
        }
    }
  }
}

function manyInstances(method: string): ConfigurationError {
  return new ConfigurationError({
    code: 'DAYBOOK_SCOPED_LISTENER',
    message: `${method} has @OnEventLogged, and its class has an instance for each request or each user of it.`,
    fix: 'Listen in a provider with the default scope.',
  })
}
