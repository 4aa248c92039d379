import { expect, it, vi } from 'vitest'
import { createAccessGate } from './access-gate.ts'

const question = { nodeEnv: 'production', remoteAddress: '127.0.0.1', header: () => undefined }

it('logs a reason once, and another reason once more', async () => {
  const log = vi.fn()
  const gate = createAccessGate({ log })
  await gate(question)
  await gate(question)
  expect(log).toHaveBeenCalledTimes(1)
  await gate({ ...question, authorize: () => 'yes' })
  expect(log).toHaveBeenCalledTimes(2)
})

it('shows the fix on the page in development only', async () => {
  const gate = createAccessGate({ log: () => {} })
  expect(await gate(question)).toEqual({ access: null })
  expect(await gate({ ...question, nodeEnv: 'development' })).toEqual({
    access: null,
    hint: expect.stringMatching(/authorize/),
  })
})

it('stays silent about a plain no', async () => {
  const log = vi.fn()
  expect(await createAccessGate({ log })({ ...question, authorize: () => false })).toEqual({ access: null })
  expect(log).not.toHaveBeenCalled()
})
