import type {
  DaybookEvent,
  FacetField,
  FindFilter,
  FindOptions,
  FoundPage,
  Summary,
  SummaryOptions,
} from '@daybook/core'
import { BadQuery } from '../query/bad-query.ts'
import { words } from '../words/words.ts'
import type { ViewableDaybook } from './viewable-daybook.ts'
import type { ViewerAccess } from './viewer.ts'

/** What pages read with: a daybook within the scope of the one who asks. */
export interface EventReader {
  find(options: FindOptions): Promise<FoundPage<DaybookEvent>>
  get(id: string): Promise<DaybookEvent | null>
  count(filter: FindFilter, options: { readonly cap: number }): Promise<number>
  summarise<F extends FacetField>(filter: FindFilter, options: SummaryOptions<F>): Promise<Summary<F>>
  stream(filter: FindFilter): AsyncGenerator<DaybookEvent, void, undefined>
}

/**
 * Reads only what `access` covers: there is no other way from a page to the daybook. Once `signal` is aborted, what is
 * being read is stopped, as far as its store can.
 */
export function eventReader(
  daybook: ViewableDaybook,
  { tenant }: ViewerAccess,
  signal?: AbortSignal,
): EventReader {
  const scoped = <F extends FindFilter>(filter: F): F => {
    if (tenant === undefined) return filter
    // Answering with the reader's own events would claim that they are the other tenant's.
    if (filter.tenant !== undefined && (filter.tenant || null) !== (tenant || null))
      throw new BadQuery(words.bad.tenant)
    return { ...filter, tenant }
  }
  return {
    find: async (options) => daybook.find({ ...scoped(options), signal }),
    count: async (filter, options) => daybook.count(scoped(filter), { ...options, signal }),
    summarise: async (filter, options) => daybook.summarise(scoped(filter), { ...options, signal }),
    stream: (filter) => daybook.stream({ ...scoped(filter), signal }),
    async get(id) {
      const event = await daybook.get(id)
      return tenant === undefined || event?.tenant === (tenant || null) ? event : null
    },
  }
}
