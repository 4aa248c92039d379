import { clockText, instantText, shortInstantText } from '../format/instant-text.ts'

interface TimeProps {
  readonly instant: Date
  /** How much of it is said: the clock with milliseconds, the clock to the second, all, or day and minute. */
  readonly form: 'clock' | 'second' | 'full' | 'short'
  readonly now: number
}

/** A time in UTC. The script shows it in the reader's zone where that was chosen. */
export function Time({ instant, form, now }: TimeProps) {
  const iso = instant.toISOString()
  return (
    <time datetime={iso} data-form={form} title={iso}>
      {texts[form](instant, now)}
    </time>
  )
}

const texts: Readonly<Record<TimeProps['form'], (instant: Date, now: number) => string>> = {
  clock: clockText,
  second: (instant) => clockText(instant).slice(0, 8),
  full: instantText,
  short: shortInstantText,
}
