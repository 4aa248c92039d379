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

/** Reads only what `access` covers: there is no other way from a page to the daybook. */
export function eventReader(daybook: ViewableDaybook, { tenant }: ViewerAccess): EventReader {
  if (tenant === undefined) return daybook
  const scoped = <F extends FindFilter>(filter: F): F => {
    // Answering with the reader's own events would claim that they are the other tenant's.
    if (filter.tenant !== undefined && (filter.tenant || null) !== (tenant || null))
      throw new BadQuery(words.bad.tenant)
    return { ...filter, tenant }
  }
  return {
    find: async (options) => daybook.find(scoped(options)),
    count: async (filter, options) => daybook.count(scoped(filter), options),
    summarise: async (filter, options) => daybook.summarise(scoped(filter), options),
    stream: (filter) => daybook.stream(scoped(filter)),
    async get(id) {
      const event = await daybook.get(id)
      return event && event.tenant === (tenant || null) ? event : null
    },
  }
}
