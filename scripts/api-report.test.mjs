import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { apiReport } from './api-report.mjs'

const folder = mkdtempSync(join(tmpdir(), 'api-report-'))
afterAll(() => rmSync(folder, { recursive: true }))

const write = (name, text) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

it('shows what is exported by name, what that mentions, and nothing of comments or of others', () => {
  write('chunk.d.ts', 'export interface Inner { readonly a: string }\nexport interface Unused { b: 1 }\n')
  const index = write(
    'index.d.ts',
    `import type { Inner } from './chunk.js'
/** Says what to rely on. */
declare function z(inner: Inner): void;
declare const a: readonly string[];
interface Own { readonly c?: Own }
export { z, a, type Own };
`,
  )
  const extra = write('extra.d.ts', "export { type Own } from './index.js'\n")
  const entries = [
    { name: 'p', file: index },
    { name: 'p/extra', file: extra },
  ]
  expect(apiReport(entries, (file) => file.startsWith(folder))).toBe(`## p

\`\`\`ts
interface Own {
    readonly c?: Own;
}

const a: readonly string[];

function z(inner: Inner): void;
\`\`\`

## p/extra

\`\`\`ts
export { Own }
\`\`\`

## Mentioned, not exported

\`\`\`ts
interface Inner {
    readonly a: string;
}
\`\`\`
`)
})
