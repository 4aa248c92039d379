import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createDaybook } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { type Exchange, runInRequest } from '@daybook/web'
import { afterEach, expect, test, vi } from 'vitest'

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

test('I04: in development, work that speaks for a request answered long ago is warned of, once', async () => {
  vi.stubEnv('NODE_ENV', 'development')
  const daybook = createDaybook({ store: createMemoryStore() })
  const warnings: (Error & { code?: string })[] = []
  const warned = (warning: Error) => void warnings.push(warning)
  process.on('warning', warned)
  const { promise: later, resolve: goOn } = Promise.withResolvers<void>()
  const { promise: outlived, resolve: outlives } = Promise.withResolvers<void>()
  const server = createServer((request, response) => {
    const exchange: Exchange = {
      source: request,
      request,
      response,
      facts: { method: 'GET', url: '/reports?token=s3cret', ip: undefined, header: () => undefined },
      route: () => undefined,
      sessionId: () => undefined,
      params: () => ({}),
      parsedBody: () => undefined,
    }
    runInRequest(daybook, exchange, { actor: () => ({ type: 'User', id: 7 }) }, () => {
      response.on('finish', () => void daybook.log('report.sent'))
      void later
        .then(() => daybook.log('report.refreshed'))
        .then(() => daybook.log('report.refreshed'))
        .then(() => outlives())
      response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  await (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)).text()
  await vi.waitUntil(async () => (await daybook.count()) === 1)
  const now = performance.now()
  vi.spyOn(performance, 'now').mockImplementation(() => now + 61_000)
  goOn()
  await outlived
  vi.restoreAllMocks()
  await new Promise(setImmediate)
  process.off('warning', warned)
  await new Promise((resolve) => server.close(resolve))
  expect(warnings.map(({ code }) => code)).toEqual(['DAYBOOK_STALE_REQUEST'])
  expect(warnings[0]?.message).toMatch(/GET \/reports, which came 6[12] seconds ago/)
})
