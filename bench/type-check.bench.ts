import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { publish } from './results.ts'

// A large app: 500 definitions with schemas, 2,000 calls. Compared with the same schemas and calls of a function
// that takes anything.
const definitions = 500
const calls = 2_000

const folder = fileURLToPath(new URL('./.type-check/', import.meta.url))
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

const schemas = numbers(definitions)
  .map(
    (n) =>
      `  'thing${n}.changed': { target: 'Thing', data: z.object({ a${n}: z.number().int(), b: z.string() }) },`,
  )
  .join('\n')
const callsOf = (log: string) =>
  numbers(calls)
    .map(
      (n) =>
        `await ${log}('thing${n % definitions}.changed', { data: { a${n % definitions}: ${n}, b: 'x' } })`,
    )
    .join('\n')

const typed = `import { createDaybook, defineEvents } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { z } from 'zod'
const events = defineEvents({\n${schemas}\n})
const daybook = createDaybook({ store: createMemoryStore(), events })
${callsOf('daybook.log')}
export {}
`
const untyped = `import { createDaybook } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { z } from 'zod'
export const events = {\n${schemas}\n}
void createDaybook({ store: createMemoryStore() })
const log = async (action: string, details: unknown) => [action, details]
${callsOf('log')}
`

function seconds(source: string): number {
  writeFileSync(`${folder}app.ts`, source)
  const start = performance.now()
  execFileSync(process.execPath, [tsc, '-p', folder], { stdio: 'pipe' })
  return (performance.now() - start) / 1000
}

test('type-check of a catalog of 500 events and 2,000 calls', () => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${folder}tsconfig.json`, '{ "extends": "../../tsconfig.base.json", "include": ["app.ts"] }')
  try {
    const rounds = numbers(5).map(() => ({ without: seconds(untyped), with: seconds(typed) }))
    const more = rounds.map((round) => round.with - round.without).sort((a, b) => a - b)
    publish({
      kind: 'figures',
      suite: 'types',
      title: 'type-check of a catalog of 500 events and 2,000 calls',
      rows: [
        { name: 'more than without the catalog', value: more[2] as number, unit: 's', aim: { atMost: 2 } },
      ],
    })
    // The calls really were checked.
    expect(() => seconds(typed.replace("b: 'x'", 'b: 1'))).toThrow()
  } finally {
    rmSync(folder, { recursive: true })
  }
})
