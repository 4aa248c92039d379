import { mkdirSync, writeFileSync } from 'node:fs'
import { type Measured, machine, report } from './measure.ts'

/** The bound that a figure is to keep. */
export interface Aim {
  readonly atLeast?: number
  readonly atMost?: number
}

/** Contestants of one run, against the first of them. */
export interface Comparison {
  readonly kind: 'comparison'
  readonly suite: string
  readonly title: string
  /** What the engine promised meanwhile, such as `fsync=on`. */
  readonly durability?: string
  /** What is counted a second: `events`, `requests`. */
  readonly unit: string
  readonly rows: readonly Measured[]
  /** By the name of the contestant, of its ratio. */
  readonly aims?: Readonly<Record<string, Aim>>
}

/** One figure that is no rate. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly aim?: Aim
}

/** Figures of one run that are no rates. */
export interface Figures {
  readonly kind: 'figures'
  readonly suite: string
  readonly title: string
  readonly durability?: string
  readonly rows: readonly Figure[]
}

export type Result = Comparison | Figures

/** A result as it is kept, with where and when it was measured. */
export type Kept = Result & { readonly machine: string; readonly on: string }

const folder = new URL('./results/', import.meta.url)

/** Prints a result, and keeps it for the page of all benchmarks: `pnpm bench:page`. */
export function publish(result: Result): void {
  console.log(result.kind === 'comparison' ? report(result.title, result.rows) : figuresText(result))
  if (result.durability) console.log(`  ${result.durability}`)
  const kept: Kept = { ...result, machine, on: new Date().toISOString().slice(0, 10) }
  mkdirSync(folder, { recursive: true })
  writeFileSync(fileOf(result), `${JSON.stringify(kept, null, 2)}\n`)
}

function fileOf({ suite, title }: Pick<Result, 'suite' | 'title'>): URL {
  return new URL(`${suite}.${slug(title)}.json`, folder)
}

export function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}

export function keeps(
  { atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY }: Aim,
  value: number,
) {
  return value >= atLeast && value <= atMost
}

/** `at least 0.9`. */
export function aimText({ atLeast, atMost }: Aim): string {
  return atLeast === undefined ? `at most ${numberText(atMost as number)}` : `at least ${numberText(atLeast)}`
}

/** Three significant digits, in groups of thousands. */
export function numberText(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en', { maximumFractionDigits: 3 })
}

function figuresText({ title, rows }: Figures): string {
  const lines = rows.map(({ name, value, unit, aim }) => {
    const said = aim ? `   aim ${aimText(aim)}${keeps(aim, value) ? '' : ', missed'}` : ''
    return `  ${name.padEnd(52)} ${numberText(value).padStart(11)} ${unit}${said}`
  })
  return [`${title}  (${machine})`, ...lines].join('\n')
}
