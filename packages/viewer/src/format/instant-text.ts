/** Short names of the months, from January. */
export const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
/** Short names of the days of the week, from Sunday. */
export const weekdays = 'Sun Mon Tue Wed Thu Fri Sat'.split(' ')

const dayMillis = 24 * 60 * 60 * 1000

/** `21 Nov 2026`, in UTC. */
export function dayText(instant: Date): string {
  return `${instant.getUTCDate()} ${months[instant.getUTCMonth()]} ${instant.getUTCFullYear()}`
}

/** `Sat`, in UTC. */
export function weekdayText(instant: Date): string {
  return weekdays[instant.getUTCDay()] as string
}

/** `09:14:22.466`, in UTC. */
export function clockText(instant: Date): string {
  return instant.toISOString().slice(-13, -1)
}

/** `21 Nov 2026, 09:14:22.466`, in UTC: say the zone beside it. */
export function instantText(instant: Date): string {
  return `${dayText(instant)}, ${clockText(instant)}`
}

/** `21 Nov, 09:14`, in UTC, with the year where it is not this one. */
export function shortInstantText(instant: Date, now: number): string {
  const sameYear = instant.getUTCFullYear() === new Date(now).getUTCFullYear()
  const day = sameYear ? dayText(instant).replace(/ \d+$/, '') : dayText(instant)
  return `${day}, ${clockText(instant).slice(0, 5)}`
}

/** Which UTC day an instant belongs to, as a number that counts days. */
export function dayNumber(instant: Date | number): number {
  return Math.floor(Number(instant) / dayMillis)
}

const steps = [
  { unit: 's', millis: 1_000, below: 60 },
  { unit: 'min', millis: 60_000, below: 60 },
  { unit: 'h', millis: 3_600_000, below: 24 },
  { unit: 'day', millis: dayMillis, below: 60 },
  { unit: 'month', millis: 30.44 * dayMillis, below: 24 },
  { unit: 'year', millis: 365.25 * dayMillis, below: Number.POSITIVE_INFINITY },
] as const

/** `3 min ago`, `2 days ago`, `in 5 s`. */
export function relativeText(instant: Date, now: number): string {
  const distance = now - instant.getTime()
  const size = Math.abs(distance)
  if (size < 1_000) return 'just now'
  const step = steps.find(({ millis, below }) => size < millis * below) ?? steps[0]
  const count = Math.floor(size / step.millis)
  const plural = step.unit.length > 3 || step.unit === 'day' ? (count === 1 ? '' : 's') : ''
  const amount = `${count} ${step.unit}${plural}`
  return distance < 0 ? `in ${amount}` : `${amount} ago`
}
