import { Inject } from '@nestjs/common'

/** The token of the daybook that `DaybookModule` was given, for `inject` of a factory and for `app.get()`. */
export const daybookToken: unique symbol = Symbol.for('daybook.nestjs.daybook')

/**
 * Injects the daybook that `DaybookModule` was given.
 *
 * @example
 * ```ts
 * import type { Daybook } from '@daybook/core'
 * import { InjectDaybook } from '@daybook/nestjs'
 * import { Injectable } from '@nestjs/common'
 *
 * @Injectable()
 * export class Invoices {
 *   private readonly daybook: Daybook
 *   constructor(@InjectDaybook() daybook: Daybook) {
 *     this.daybook = daybook
 *   }
 *   async pay(id: number) {
 *     await this.daybook.log('invoice.paid', { target: { type: 'Invoice', id } })
 *   }
 * }
 * ```
 */
export function InjectDaybook(): ParameterDecorator & PropertyDecorator {
  return Inject(daybookToken)
}
