import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { undocumentedExports } from './check-hovers.mjs'

test('names the exports without a doc comment, through re-exports', { timeout: 30_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'hovers-'))
  writeFileSync(join(folder, 'inner.ts'), '/** Said. */\nexport const said = 1\nexport const silent = 2\n')
  writeFileSync(
    join(folder, 'index.ts'),
    "export { said, silent } from './inner.ts'\nexport interface Mute {}\n",
  )
  const names = undocumentedExports([join(folder, 'index.ts')]).map((name) => name.split(' ')[0])
  expect(names.sort()).toEqual(['Mute', 'silent'])
})
