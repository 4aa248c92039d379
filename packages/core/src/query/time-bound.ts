import { toMillis } from '../event/instant.ts'

const unitMillis: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
}

const dayMillis = 86_400_000

/**
 * The end of a time range: a Date, an ISO 8601 text, `7d` (that long before now; s, m, h, d, w), `now`, `today` or
 * `yesterday` (their first millisecond in UTC).
 *
 * @param inclusive - `until: 2026-11-21` means the whole day: the bound is then its end.
 */
export function toTimeBound(
  field: string,
  input: unknown,
  { now, inclusive = false }: { readonly now: number; readonly inclusive?: boolean },
): Date {
  if (typeof input !== 'string') return new Date(toMillis(field, input))
  const [, amount, unit] = /^(\d{1,6})([smhdw])$/.exec(input) ?? []
  if (amount !== undefined && unit !== undefined)
    return new Date(now - Number(amount) * (unitMillis[unit] as number))
  if (input === 'now') return new Date(now)
  const startOfToday = Math.floor(now / dayMillis) * dayMillis
  const day = input === 'today' ? startOfToday : input === 'yesterday' ? startOfToday - dayMillis : undefined
  const wholeDay = day !== undefined || /^\d{4}-\d{2}-\d{2}$/.test(input)
  return new Date((day ?? toMillis(field, input)) + (wholeDay && inclusive ? dayMillis : 0))
}
