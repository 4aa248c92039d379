import { formatToken, parseQuery, type TextFilter } from '@daybook/core/query'
import { usageError } from '../cli/command-error.ts'
import type { CommandInput } from '../cli/command-spec.ts'
import { printable } from '../output/printable.ts'

const keys = ['since', 'until', 'actor', 'action', 'target', 'outcome', 'tenant'] as const

/** The filter that the words and the options of a command line make together; every option stands for its token. */
export function queryOf({ arguments: words, options }: CommandInput, now: number): TextFilter {
  const tokens = keys.flatMap((key) => {
    const value = options[key]
    return typeof value === 'string' ? [formatToken({ key, values: value.split(','), not: false })] : []
  })
  const text = [...words, ...tokens].join(' ')
  const { filter, problems } = parseQuery(text, { now })
  const [first] = problems
  if (first === undefined) return filter
  const line = printable(text)
  const marker = `${' '.repeat(first.start)}${'^'.repeat(Math.max(1, first.end - first.start))}`
  throw usageError(
    `${printable(first.problem ?? '')}\n    ${line}\n    ${marker}`,
    'See `daybook find --help` for examples.',
  )
}

/** The whole number of an option, or Infinity for `all`. */
export function limitOf({ options }: CommandInput, standard: number, name = 'limit'): number {
  const value = options[name]
  if (value === undefined) return standard
  if (value === 'all') return Number.POSITIVE_INFINITY
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : 0
  if (number < 1 || !Number.isSafeInteger(number))
    throw usageError(`--${name} takes a whole number from 1, or all.`)
  return number
}
