import type { FoundUsage } from '../pages/find-usage.ts'
import { csvLine } from './csv.ts'

/** Unique actors per day, the oldest day first. */
export function usageCsv({ days }: FoundUsage): string {
  const lines = days.map(({ day, actors, events, capped }) =>
    csvLine([day.toISOString().slice(0, 10), actors, events, capped ? 'at least' : '']),
  )
  return [csvLine(['day', 'actors', 'events', 'counted']), ...lines].join('')
}
