import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { run } from './cli-rig.ts'

test('bash completes commands and their options', async () => {
  const { out } = await run(['completion', 'bash'])
  const completed = (words: readonly string[]) => {
    const script = `${out}\nCOMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _daybook; echo "\${COMPREPLY[@]}"`
    const { stdout, status } = spawnSync('bash', ['-c', script], { encoding: 'utf8' })
    expect(status).toBe(0)
    return stdout.trim()
  }
  expect(completed(['daybook', 'fi'])).toBe('find')
  expect(completed(['daybook', 'e'])).toBe('export emit')
  expect(completed(['daybook', 'find', '--out'])).toBe('--outcome')
  expect(completed(['daybook', 'prune', '--k'])).toBe('--keep')
})

test.each(['zsh', 'fish'])('%s gets a line for every command', async (shell) => {
  const { out, code } = await run(['completion', shell])
  expect(code).toBe(0)
  for (const name of ['find', 'tail', 'doctor', 'demo']) expect(out).toContain(name)
})

test('there are no other shells', async () => {
  expect((await run(['completion', 'cmd'])).code).toBe(2)
  expect((await run(['completion'])).code).toBe(2)
})
