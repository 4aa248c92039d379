import { clockText, dayNumber, dayText, weekdayText } from './instant-text.ts'

const dayMillis = 24 * 60 * 60 * 1000

/**
 * The label of a point on a time axis that ends at `end`: a day where the axis is long, else a clock time, with the
 * day of the week where it is not that of `first`, the point where the axis begins; absent for that point itself.
 */
export function axisText(instant: Date, first: Date | undefined, end: Date): string {
  const span = end.getTime() - (first ?? instant).getTime()
  if (span > 4 * dayMillis) return dayText(instant).replace(/ \d+$/, '')
  const time = clockText(instant).slice(0, 5)
  const sameDay = first !== undefined && dayNumber(first) === dayNumber(instant)
  return sameDay ? time : `${weekdayText(instant)} ${time}`
}
