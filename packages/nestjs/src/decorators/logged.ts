import 'reflect-metadata'
import { ConfigurationError, type LoggedOptions, type LoggedSource } from '@daybook/core'
import { InjectDaybook } from '../module/daybook-token.ts'

type Method = (this: object, ...args: never[]) => unknown

const key = Symbol.for('daybook.nestjs.injected')

/**
 * Logs each call of a method of a provider or controller: when it has succeeded, and as `failure` or `denied` when it
 * throws, which it then still does. The event of a success joins the ambient transaction. The method returns a promise,
 * which is fulfilled when the event is stored. Guards, pipes and parameters of a handler stay as they are.
 *
 * What a guard refuses never reaches the method; the records of requests have it, and the guards of this package.
 *
 * @example
 * ```ts
 * import type { LoggedCall } from '@daybook/core'
 * import { Logged } from '@daybook/nestjs'
 * import { Controller, Param, Post } from '@nestjs/common'
 *
 * @Controller('invoices')
 * export class InvoicesController {
 *   @Post(':id/void')
 *   @Logged({
 *     action: 'invoice.voided',
 *     target: ({ args: [id] }: LoggedCall<[string]>) => ({ type: 'Invoice', id }),
 *   })
 *   void(@Param('id') id: string) {
 *     return { id, status: 'void' }
 *   }
 * }
 * ```
 */
export function Logged<A extends readonly unknown[] = readonly unknown[], V = unknown>(
  options: string | LoggedOptions<A, V>,
) {
  return <M extends Method>(
    prototype: object,
    name: string | symbol,
    descriptor: TypedPropertyDescriptor<M>,
  ): void => {
    const method = descriptor.value as M
    InjectDaybook()(prototype, key)
    const wrapped = wrap(options as LoggedOptions, method, String(name))
    // What other decorators have said of the method, its guards among it.
    for (const each of Reflect.getMetadataKeys(method))
      Reflect.defineMetadata(each, Reflect.getMetadata(each, method), wrapped)
    descriptor.value = Object.defineProperty(wrapped, 'name', { value: method.name }) as M
  }
}

function wrap(options: string | LoggedOptions, method: Method, name: string): Method {
  // An app of a test has a daybook of its own.
  const byDaybook = new WeakMap<LoggedSource, Method>()
  return function (this: object, ...args: never[]) {
    const daybook: LoggedSource | undefined = Reflect.get(this, key)
    if (!daybook) throw notInjected(`${this.constructor.name}.${name}`)
    const logged = byDaybook.get(daybook) ?? (daybook.logged(options, method) as Method)
    byDaybook.set(daybook, logged)
    return logged.apply(this, args)
  }
}

function notInjected(method: string): ConfigurationError {
  return new ConfigurationError({
    code: 'DAYBOOK_NOT_INJECTED',
    message: `${method} has @Logged, and its object was not made by Nest: there is no daybook in it.`,
    fix: 'Let Nest make the object, in a module that DaybookModule is imported to; in a test, too.',
  })
}
