import { isPreset, type WindowLength } from '../query/time-window.ts'
import { words } from './words.ts'

/** `Last 24 hours`, `Last 3 days`, `All time`. */
export function windowName(since: WindowLength | 'all'): string {
  return isPreset(since) ? words.window[since] : words.window.last(amountText(since))
}

/** `in the last 3 days`; `''` for all time. */
export function inWindowText(since: WindowLength | 'all'): string {
  return isPreset(since) ? words.inWindow[since] : words.inWindow.last(amountText(since))
}

function amountText(length: string): string {
  const amount = Number.parseInt(length, 10)
  return words.window.amount(amount, length.slice(-1) as keyof typeof words.window.units)
}
