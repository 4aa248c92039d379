import type {
  DaybookEvent,
  FacetField,
  FindFilter,
  FindOptions,
  FoundPage,
  Summary,
  SummaryOptions,
} from '@daybook/core'
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
  return {
    find: (options) => daybook.find({ ...options, tenant }),
    count: (filter, options) => daybook.count({ ...filter, tenant }, options),
    summarise: (filter, options) => daybook.summarise({ ...filter, tenant }, options),
    stream: (filter) => daybook.stream({ ...filter, tenant }),
    async get(id) {
      const event = await daybook.get(id)
      return event && event.tenant === (tenant || null) ? event : null
    },
  }
}
