import type { DaybookEvent, FindFilter, FindOptions, FoundPage } from '@daybook/core'
import type { ViewableDaybook } from './viewable-daybook.ts'
import type { ViewerAccess } from './viewer.ts'

/** What pages read with: a daybook within the scope of the one who asks. */
export interface EventReader {
  find(options: FindOptions): Promise<FoundPage<DaybookEvent>>
  get(id: string): Promise<DaybookEvent | null>
  count(filter: FindFilter, options: { readonly cap: number }): Promise<number>
}

/** Reads only what `access` covers: there is no other way from a page to the daybook. */
export function eventReader(daybook: ViewableDaybook, { tenant }: ViewerAccess): EventReader {
  if (tenant === undefined) return daybook
  return {
    find: (options) => daybook.find({ ...options, tenant }),
    count: (filter, options) => daybook.count({ ...filter, tenant }, options),
    async get(id) {
      const event = await daybook.get(id)
      return event && event.tenant === (tenant || null) ? event : null
    },
  }
}
