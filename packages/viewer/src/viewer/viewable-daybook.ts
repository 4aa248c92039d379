import type { DaybookEvent, FoundPage } from '@daybook/core'

/**
 * The reading half of a `Daybook`. Any daybook fits, whatever its catalog, references and transactions, which is
 * why the queries are typed no closer here: the viewer asks in strings, as `find` of every daybook takes them.
 */
export interface ViewableDaybook {
  find(options?: object): Promise<FoundPage<DaybookEvent>>
  get(id: string): Promise<DaybookEvent | null>
  count(filter?: object, options?: { readonly cap?: number }): Promise<number>
}
