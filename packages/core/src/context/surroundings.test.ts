import { createDaybook } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { expect, it, vi } from 'vitest'
import { context } from './context.ts'

it('is asked at each log(), for the tenant and what has no property of its own', async () => {
  const daybook = createDaybook({ store: createMemoryStore() })
  let step = 0
  const values = { tenant: () => `t${step}`, ip: '::1', route: () => (step > 1 ? '/a' : undefined) }
  await context.run(values, async () => {
    for (step = 1; step <= 2; step++) await daybook.log('done')
  })
  expect((await daybook.find({ order: 'oldest' })).events).toMatchObject([
    { tenant: 't1', ip: '::1', context: {} },
    { tenant: 't2', ip: '::1', context: { route: '/a' } },
  ])
})

it('is left out and reported where it throws', async () => {
  const onError = vi.fn()
  const daybook = createDaybook({ store: createMemoryStore(), onError })
  const failure = new Error('no tenant yet')
  const tenant = () => {
    throw failure
  }
  const event = await context.run({ tenant, job: 1 }, () => daybook.log('done'))
  expect(event).toMatchObject({ tenant: null, context: { job: 1 } })
  expect(onError).toHaveBeenCalledWith(failure)
})

it('travels as what it is at that moment', () => {
  const text = context.run({ tenant: () => 'acme' }, () => context.serialize())
  expect(context.restore(text, () => context.current())).toMatchObject({ tenant: 'acme' })
})
