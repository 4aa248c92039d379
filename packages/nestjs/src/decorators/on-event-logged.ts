import 'reflect-metadata'

const key = Symbol.for('daybook.nestjs.listens')

/**
 * Calls the method with each stored event whose action fits, after its commit. What the method throws or rejects with
 * goes to `onError` of the daybook and reaches no caller of `log()`. The class must be a provider or controller with the
 * default scope.
 *
 * @param pattern an action, or a pattern such as `invoice.*`. Default: every action.
 *
 * @example
 * ```ts
 * import type { DaybookEvent } from '@daybook/core'
 * import { OnEventLogged } from '@daybook/nestjs'
 * import { Injectable } from '@nestjs/common'
 *
 * @Injectable()
 * export class Receipts {
 *   @OnEventLogged('invoice.paid')
 *   send(event: DaybookEvent) {
 *     console.log('a receipt for', event.target?.id)
 *   }
 * }
 * ```
 */
export function OnEventLogged(pattern = '*') {
  return <M extends (event: never) => unknown>(
    prototype: object,
    name: string,
    _descriptor: TypedPropertyDescriptor<M>,
  ): void => {
    const patterns = [...patternsOf(prototype, name), pattern]
    Reflect.defineMetadata(key, patterns, prototype, name)
  }
}

/** What a method listens to. */
export function patternsOf(instance: object, name: string): readonly `${string}*${string}`[] {
  return Reflect.getMetadata(key, instance, name) ?? []
}
