import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { type Figure, publish } from './results.ts'

const run = promisify(execFile)
const here = { cwd: import.meta.dirname }
const bin = '../packages/cli/dist/bin/daybook.js'

const starts: Readonly<Record<string, readonly string[]>> = {
  'node, nothing else': ['-e', '0'],
  "import '@daybook/core'": importing('@daybook/core'),
  "import '@daybook/core' and '@daybook/express'": importing('@daybook/core', '@daybook/express'),
  "import 'express'": importing('express'),
  "import 'typeorm'": importing('typeorm'),
  "import '@daybook/typeorm' (and TypeORM)": importing('@daybook/typeorm'),
  'daybook --version': [bin, '--version'],
}

function importing(...names: readonly string[]): readonly string[] {
  return ['--input-type=module', '-e', names.map((name) => `import ${JSON.stringify(name)}`).join('\n')]
}

test('start-up and import', async () => {
  const millis = new Map<string, number[]>(Object.keys(starts).map((name) => [name, []]))
  for (let round = -1; round < 11; round++)
    for (const [name, args] of Object.entries(starts)) {
      const start = performance.now()
      await run(process.execPath, [...args], here)
      if (round >= 0) millis.get(name)?.push(performance.now() - start)
    }
  const median = (name: string) => (millis.get(name) as number[]).sort((a, b) => a - b)[5] as number
  const nothing = median('node, nothing else')
  const rows = Object.keys(starts).map((name): Figure => {
    const isVersion = name.startsWith('daybook')
    const more = median(name) - nothing
    return {
      name,
      value: name.startsWith('node') ? nothing : more,
      unit: name.startsWith('node') ? 'ms' : 'ms more',
      ...(isVersion && { aim: { atMost: 70 } }),
    }
  })
  publish({ kind: 'figures', suite: 'start-up', title: 'start-up and import', rows })
  expect(rows).toHaveLength(Object.keys(starts).length)
})
