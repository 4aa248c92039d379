import { createRequire } from 'node:module'
import { runHttpContract } from '@daybook/web/contract'
import express from 'express'
import express4 from 'express4'
import { describe, expect, it } from 'vitest'
import { expressFramework } from './express-framework.ts'

const require = createRequire(import.meta.url)

describe.each([
  { major: '5', module: 'express', framework: express },
  { major: '4', module: 'express4', framework: express4 },
])('Express $major', ({ major, module, framework }) => {
  it('is what it says', () => {
    expect(require(`${module}/package.json`)).toMatchObject({
      name: 'express',
      version: expect.stringMatching(`^${major}\\.`),
    })
  })

  runHttpContract(it, expressFramework(`Express ${major}`, framework))
})
