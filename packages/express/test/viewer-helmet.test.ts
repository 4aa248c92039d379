import { createDaybook } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { viewer } from '@daybook/express/viewer'
import express from 'express'
import express4 from 'express4'
import helmet from 'helmet'
import { expect, it } from 'vitest'
import { serve } from './serve.ts'

it.each([
  { major: '5', framework: express },
  { major: '4', framework: express4 },
])(
  'L13: works behind helmet() and a body parser on Express $major, with its own policy',
  async ({ framework }) => {
    const daybook = createDaybook({ store: createMemoryStore() })
    await daybook.log('invoice.paid')
    const app = framework()
    app.use(helmet(), framework.json(), framework.urlencoded({ extended: true }))
    app.use('/admin/events', viewer(daybook, { authorize: () => true }))
    await using server = await serve(app)
    const answer = await fetch(`${server.url}/admin/events`)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-security-policy')).toMatch(/default-src 'none'/)
    const page = await answer.text()
    expect(page).toContain('invoice.paid')
    for (const [, href = ''] of page.matchAll(/<link[^>]+href="([^"]+)"/g))
      expect((await fetch(new URL(href, answer.url))).status).toBe(200)
  },
)
