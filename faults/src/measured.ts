import { ok } from 'node:assert/strict'
import type { Tried } from './rows/several-apps.ts'

const grew = 'memory grew by MB, at most'
const drifted = 'memory drifted by MB'

/** What the calls of an app, and its memory, were like. */
export function measured({ app }: Tried) {
  const { acknowledged, memory } = app.oracle()
  const times = acknowledged.map(({ millis }) => millis).sort((a, b) => a - b)
  const quantile = (part: number) => times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0
  return {
    'ms of a call, p50': quantile(0.5),
    'ms of a call, p99': quantile(0.99),
    'ms of a call, p99.9': quantile(0.999),
    ...growth(memory.map(({ bytes }) => bytes / 2 ** 20)),
  }
}

// In the first second everything is loaded.
const samplesToSettle = 5
const samplesToTellADrift = 100

/** To the highest; and, of a run of some twenty seconds or more, from its third quarter to its last. */
function growth(memory: readonly number[]): Readonly<Record<string, number>> {
  const settled = memory.slice(Math.min(samplesToSettle, memory.length - 1))
  const quarter = Math.floor(settled.length / 4)
  const [third, last] = [settled.slice(-2 * quarter, -quarter), settled.slice(-quarter)]
  return {
    [grew]: Math.max(0, Math.round(Math.max(...settled) - (settled[0] ?? 0))),
    ...(settled.length >= samplesToTellADrift && { [drifted]: Math.round(median(last) - median(third)) }),
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

/** Of several runs, the worst of each figure. */
export function worstOf(runs: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const worst: Record<string, number> = {}
  for (const run of runs)
    for (const [name, value] of Object.entries(run)) worst[name] = Math.max(worst[name] ?? value, value)
  return worst
}

/**
 * Throws unless the memory came to an end of its growth. What waits by default, 50,000 events, takes some 200 MB; the rest is
 * room for the garbage of the moment.
 */
export function assertFlat(figures: Readonly<Record<string, number>>): void {
  const { [grew]: growth = 0, [drifted]: drift = 0 } = figures
  ok(growth < 384, `the memory grew by ${growth} MB`)
  ok(drift < 64, `the memory grew by ${drift} MB from the third quarter to the last`)
}
