import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { capture, root } from '../run-command.mjs'

/** The commands of the fences below a heading of CONTRIBUTING.md. */
const commandsBelow = (heading) => {
  const page = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8')
  const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  return [...section.matchAll(/^```sh\n(.*?)\n```$/gms)].flatMap(([, text]) => text.split('\n'))
}

// As after `git clone`: what is in the index or would be, and nothing that is made of it.
describe('CONTRIBUTING.md, followed word for word in a clean clone', () => {
  let clone
  beforeAll(async () => {
    clone = mkdtempSync(join(tmpdir(), 'daybook-clone-'))
    const { output } = await capture('git', ['ls-files', '-co', '--exclude-standard', '-z'])
    for (const path of output.split('\0').filter((each) => each !== '')) {
      if (!existsSync(join(root, path))) continue
      mkdirSync(dirname(join(clone, path)), { recursive: true })
      cpSync(join(root, path), join(clone, path))
    }
    await capture('git', ['init', '-q'], { cwd: clone })
  })
  afterAll(() => rmSync(clone, { recursive: true, force: true }))

  // This run's own variables would make the inner vitest one of its workers, and CI would refuse a new lockfile.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST') && name !== 'CI'),
  )

  it.each(['Add a store', 'Add a sink'])(
    '%s: every command succeeds, and the tests are there',
    async (heading) => {
      const commands = commandsBelow(heading)
      expect(commands).toHaveLength(3)
      for (const command of commands) {
        const { code, output } = await capture('sh', ['-c', command], { cwd: clone, env })
        expect({ command, code, output: code === 0 ? '' : output }).toEqual({ command, code: 0, output: '' })
        if (command.includes(' vitest ')) expect(output).toMatch(/^[1-9]\d* passed, 0 failed$/m)
      }
    },
    600_000,
  )
})
