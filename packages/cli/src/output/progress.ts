import type { CommandContext } from '../cli/command-context.ts'
import { cutToWidth, textWidth } from './text-width.ts'

/** One line on a terminal that tells how far something is. */
export interface Progress {
  /** `share` is 0 to 1, undefined where the end is not known. */
  update(count: number, share?: number): void
  /** Takes the line away. Must be called, also after a failure. */
  clear(): void
}

const redrawMillis = 100
const barWidth = 20
const eraseLine = '\r\u001b[2K'

/** Shows progress where a person looks on; in a pipe it says nothing. */
export function createProgress(context: CommandContext, label: string): Progress {
  const { stderr, notePaint, clock } = context
  if (!stderr.isTTY || context.env.TERM === 'dumb') return { update() {}, clear() {} }
  const startedAt = clock()
  let drawnAt = startedAt
  let isShown = false
  return {
    update(count, share) {
      const now = clock()
      if (now - drawnAt < redrawMillis) return
      drawnAt = now
      isShown = true
      const seconds = Math.max(0.001, (now - startedAt) / 1_000)
      const isKnown = share !== undefined && share > 0
      const bars = isKnown ? [bar(share, notePaint.symbol)] : []
      const counts = [`${count.toLocaleString('en')} events`]
      const rest = [
        `${shortNumber(count / seconds)}/s`,
        ...(isKnown
          ? [`${Math.floor(share * 100)} %`, `ETA ${duration((seconds / share) * (1 - share))}`]
          : []),
      ]
      const room = (stderr.columns ?? 80) - 1
      const lines = [[...bars, ...counts], counts, []].map((some) => [label, ...some, ...rest].join('  '))
      // On a narrow terminal the bar goes first, then the count.
      const fitting = lines.find((line) => textWidth(line) <= room) ?? lines.at(-1) ?? ''
      stderr.write(eraseLine + cutToWidth(fitting, room))
    },
    clear() {
      if (isShown) stderr.write(eraseLine)
      isShown = false
    },
  }
}

function bar(share: number, symbol: (symbol: string, plain: string) => string): string {
  const full = Math.round(Math.min(1, share) * barWidth)
  return symbol('━', '#').repeat(full) + symbol('─', '-').repeat(barWidth - full)
}

function shortNumber(value: number): string {
  return value >= 1_000 ? `${(value / 1_000).toFixed(1)} k` : String(Math.round(value))
}

/** `27 s`, `1 min 12 s`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds))
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}
