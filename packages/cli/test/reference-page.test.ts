import { expect, test } from 'vitest'
import { commands } from '../src/cli/commands.ts'
import { referencePage } from './reference-page.ts'

test('docs/reference/cli.md says what the help says; `vitest -u` writes it', async () => {
  await expect(referencePage()).toMatchFileSnapshot('../../../docs/reference/cli.md')
})

test('every command says what it does, with lines to copy, and can be loaded', async () => {
  for (const { name, summary, examples, load } of commands) {
    expect(summary, name).toMatch(/^[A-Z0-9].*[^.]$/)
    expect(examples.length, name).toBeGreaterThan(0)
    expect((await load()).run, name).toBeTypeOf('function')
  }
})

test('one name means one thing in every command', () => {
  const short = commands.flatMap(({ options }) => options.map(({ flags }) => flags))
  const values = new Map<string, Set<string>>()
  for (const flags of short) {
    const [name = '', value = ''] = flags.split(' ')
    values.set(name, (values.get(name) ?? new Set()).add(value === '' ? 'none' : 'one'))
  }
  expect([...values].filter(([, kinds]) => kinds.size > 1)).toEqual([])
})
