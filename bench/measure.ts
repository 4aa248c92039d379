import { cpus, totalmem } from 'node:os'

/** The machine and the Node that measure. */
export const machine =
  `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model.trim()}, ` +
  `${Math.round(totalmem() / 2 ** 30)} GiB`

/** `pnpm bench:full`: more rounds, for the page. `pnpm bench` tells as much of a change in a third of the time. */
export const isFull = process.env.DAYBOOK_BENCH_FULL !== undefined

/** Many short pairs: what else the machine does falls on few of them, and the median passes over those. */
export const pairs = isFull ? 21 : 7

/** Something to measure: does `count` operations and returns when they are done. */
export interface Contestant {
  readonly name: string
  run(count: number): Promise<void> | void
}

export interface Measured {
  readonly name: string
  /** Operations a second, median of the rounds. */
  readonly rate: number
  /** Of the slowest and the fastest round. */
  readonly spread: readonly [number, number]
  /** Against the first contestant, median of the pairs of one round. */
  readonly ratio: number
}

/**
 * Runs all contestants in each round, one after the other, so that whatever slows the machine slows them alike.
 * The first one is the baseline. One round more than `rounds` is run first and thrown away; it does `warmUp` operations.
 */
export async function measure(
  contestants: readonly Contestant[],
  {
    count,
    rounds = 9,
    warmUp = count,
  }: { readonly count: number; readonly rounds?: number; readonly warmUp?: number },
): Promise<readonly Measured[]> {
  const rates: number[][] = contestants.map(() => [])
  for (let round = -1; round < rounds; round++)
    for (const [index, { run }] of contestants.entries()) {
      // What the one before has left is not this one's to collect. Only the young: after a full collection V8 runs both
      // sides a quarter slower for a while, the more so the more code they have, and no app has one every few milliseconds.
      globalThis.gc?.({ type: 'minor' })
      const start = performance.now()
      await run(round < 0 ? warmUp : count)
      const rate = (count / (performance.now() - start)) * 1000
      if (round >= 0) rates[index]?.push(rate)
    }
  const baseline = rates[0] as number[]
  return contestants.map(({ name }, index) => {
    const own = rates[index] as number[]
    return {
      name,
      rate: median(own),
      spread: [Math.min(...own), Math.max(...own)],
      ratio: median(own.map((rate, round) => rate / (baseline[round] as number))),
    }
  })
}

/** A table for people, with the machine it was measured on. */
export function report(title: string, results: readonly Measured[]): string {
  const rows = results.map(
    ({ name, rate, spread, ratio }) =>
      `  ${name.padEnd(44)} ${format(rate).padStart(11)}/s  ${ratio.toFixed(3).padStart(7)}   ${format(spread[0])} to ${format(spread[1])}`,
  )
  return [
    `${title}  (${machine})`,
    `  ${' '.repeat(44)} ${'median'.padStart(13)}    ratio   spread`,
    ...rows,
  ].join('\n')
}

function format(rate: number): string {
  return Math.round(rate).toLocaleString('en')
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[sorted.length >> 1] as number
}
