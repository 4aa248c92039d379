import type { LoggedOptions } from './logged.ts'

/** What `@Logged` needs of a daybook. */
export interface LoggedSource {
  logged(
    options: string | LoggedOptions,
    handler: (...args: never[]) => unknown,
  ): (...args: never[]) => unknown
}

type Method = (this: unknown, ...args: never[]) => unknown

/** A method decorator, both as TC39 has it and as TypeScript's `experimentalDecorators` calls it. */
export interface LoggedDecorator {
  <M extends Method>(method: M, context: ClassMethodDecoratorContext): M
  (prototype: object, name: string | symbol, descriptor: PropertyDescriptor): PropertyDescriptor
}

/**
 * `@Logged(daybook, 'invoice.paid')`: logs each call of a method, like `daybook.logged()`. The daybook may be a
 * function, for one that does not exist yet when the class is defined.
 */
export function Logged(
  daybook: LoggedSource | (() => LoggedSource),
  options: string | LoggedOptions,
): LoggedDecorator {
  const wrap = (method: Method): Method => {
    let wrapped: Method | undefined
    return function (this: unknown, ...args: never[]) {
      wrapped ??= (typeof daybook === 'function' ? daybook() : daybook).logged(options, method) as Method
      return wrapped.apply(this, args)
    }
  }
  const decorate = (
    first: Method | object,
    second: ClassMethodDecoratorContext | string | symbol,
    descriptor?: PropertyDescriptor,
  ) =>
    descriptor === undefined || typeof second === 'object'
      ? wrap(first as Method)
      : { ...descriptor, value: wrap(descriptor.value as Method) }
  return decorate as LoggedDecorator
}
