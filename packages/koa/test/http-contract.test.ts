import { createRequire } from 'node:module'
import { runHttpContract } from '@daybook/web/contract'
import Koa from 'koa'
import Koa2 from 'koa2'
import { describe, expect, it } from 'vitest'
import { koaFramework } from './koa-framework.ts'

const require = createRequire(import.meta.url)

describe.each([
  { major: '3', module: 'koa', framework: Koa },
  { major: '2', module: 'koa2', framework: Koa2 },
])('Koa $major', ({ major, module, framework }) => {
  it('is what it says', () => {
    expect(require(`${module}/package.json`)).toMatchObject({
      name: 'koa',
      version: expect.stringMatching(`^${major}\\.`),
    })
  })

  runHttpContract(it, koaFramework(`Koa ${major}`, framework))
})
