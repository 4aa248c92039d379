import type { DaybookEvent, EventFeed, FacetField, FoundPage, Summary, SummaryOptions } from '@daybook/core'

/**
 * The reading half of a `Daybook`. Any daybook fits, whatever its catalog, references and transactions, which is
 * why the queries are typed no closer here: the viewer asks in strings, as `find` of every daybook takes them.
 */
export interface ViewableDaybook {
  find(options?: object): Promise<FoundPage<DaybookEvent>>
  get(id: string): Promise<DaybookEvent | null>
  count(
    filter?: object,
    options?: { readonly cap?: number; readonly signal?: AbortSignal | undefined },
  ): Promise<number>
  /** A daybook whose store has no summaries throws `DAYBOOK_STORE_CANNOT`; then the viewer does without. */
  summarise<F extends FacetField = never>(filter: object, options?: SummaryOptions<F>): Promise<Summary<F>>
  stream(options?: object): AsyncGenerator<DaybookEvent, void, undefined>
  /** What live events are read from. Without it there are none. */
  readonly feed?: EventFeed
  /** Lets live events of this process come at once. */
  on?(signal: 'eventLogged', listener: (event: DaybookEvent) => unknown): () => void
}
