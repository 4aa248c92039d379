import { createServer } from 'node:http'
import { createDaybook } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { requestIdHeader, requestValues } from '@daybook/web'
import { createAuthEvents } from '@daybook/web/auth'
import { betterAuthEvents } from '@daybook/web/better-auth'
import { betterAuth } from 'better-auth'
import { memoryAdapter } from 'better-auth/adapters/memory'
import { toNodeHandler } from 'better-auth/node'
import { expect, it } from 'vitest'
import { serve } from './serve.ts'

async function serveApp() {
  const daybook = createDaybook({ store: createMemoryStore() })
  const auth = betterAuth({
    baseURL: 'http://127.0.0.1',
    secret: 'a secret of the tests, long enough',
    database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
    emailAndPassword: { enabled: true },
    logger: { disabled: true },
    advanced: { disableOriginCheck: true, disableCSRFCheck: true },
    plugins: [betterAuthEvents(createAuthEvents(daybook))],
  })
  const handle = toNodeHandler(auth)
  const server = await serve(
    createServer((req, res) => {
      const values = requestValues({
        method: req.method ?? '',
        url: req.url ?? '',
        ip: req.socket.remoteAddress,
        header: (name) => req.headers[name]?.toString(),
      })
      res.setHeader(requestIdHeader, values.requestId)
      daybook.context.run(values, () => handle(req, res))
    }),
  )
  const post = (path: string, body: object, cookie = '') =>
    fetch(`${server.url}/api/auth${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify(body),
    })
  const events = async () => (await daybook.find({ order: 'oldest' })).events
  return { server, auth, post, events }
}

const ada = { email: 'ada@example.com', password: 's3cret-password', name: 'Ada' }

it('rows 42, 43, 44: logs sign-up, sign-in, refused sign-in and sign-out of a real better-auth app', async () => {
  const { server, post, events } = await serveApp()
  await using _ = server
  expect((await post('/sign-up/email', ada)).status).toBe(200)
  const signedIn = await post('/sign-in/email', ada)
  expect(signedIn.status).toBe(200)
  expect((await post('/sign-in/email', { ...ada, password: 's3cret-wrong' })).status).toBe(401)
  expect((await post('/sign-in/email', { ...ada, email: 'nobody@example.com' })).status).toBe(401)
  const cookie = signedIn.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  expect((await post('/sign-out', {}, cookie)).status).toBe(200)
  expect((await post('/sign-out', {})).status).toBe(200)

  const all = await events()
  const userId = all[0]?.actor?.id
  const user = { type: 'User', id: userId }
  expect(all).toMatchObject([
    { action: 'authn_login_success', actor: { ...user, name: 'Ada' }, note: '/api/auth/sign-up/email' },
    {
      action: 'authn_login_success',
      actor: user,
      note: '/api/auth/sign-in/email',
      ip: '127.0.0.1',
      requestId: signedIn.headers.get('x-request-id'),
    },
    {
      action: 'authn_login_fail',
      outcome: 'failure',
      actor: null,
      data: { identifier: 'ada@example.com' },
      reason: 'INVALID_EMAIL_OR_PASSWORD',
    },
    { action: 'authn_login_fail', data: { identifier: 'nobody@example.com' } },
    { action: 'session_expired', reason: 'logout', actor: user },
  ])
  expect(all).toHaveLength(5)
  expect(JSON.stringify(all)).not.toContain('s3cret')
})

it('row 45: logs calls of the server itself, which have no request', async () => {
  const { server, auth, events } = await serveApp()
  await using _ = server
  await auth.api.signUpEmail({ body: ada })
  await expect(auth.api.signInEmail({ body: { ...ada, password: 'wrong' } })).rejects.toThrow()
  expect(await events()).toMatchObject([
    { action: 'authn_login_success', actor: { name: 'Ada' }, ip: null },
    { action: 'authn_login_fail', actor: null, ip: null, note: '' },
  ])
})
