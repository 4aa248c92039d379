import { Auth, type AuthConfig } from '@auth/core'
import Credentials from '@auth/core/providers/credentials'
import { createDaybook } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { createAuthEvents } from '@daybook/web/auth'
import { authJsEvents, observeAuthorize } from '@daybook/web/auth-js'
import { expect, it } from 'vitest'

const origin = 'http://localhost'

function createApp() {
  const daybook = createDaybook({ store: createMemoryStore() })
  const auth = createAuthEvents(daybook, { names: 'verb' })
  const config: AuthConfig = {
    basePath: '/auth',
    secret: 'a secret of the tests, long enough',
    trustHost: true,
    logger: { error: () => {} },
    events: authJsEvents(auth),
    providers: [
      Credentials({
        credentials: { username: {}, password: {} },
        authorize: observeAuthorize(auth, async ({ username, password }) => {
          if (username === 'broken') throw new Error('directory away')
          return password === 'right' ? { id: '7', name: String(username) } : null
        }),
      }),
    ],
  }
  const jar = new Map<string, string>()
  const ask = async (path: string, form?: Record<string, string>) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await Auth(
      new Request(`${origin}/auth${path}`, {
        method: form ? 'POST' : 'GET',
        headers: { cookie },
        ...(form && { body: new URLSearchParams(form) }),
      }),
      config,
    )
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      jar.set(name, value)
    }
    return answer
  }
  const post = async (path: string, form: Record<string, string> = {}) => {
    const { csrfToken } = (await (await ask('/csrf')).json()) as { csrfToken: string }
    return ask(path, { ...form, csrfToken })
  }
  return { daybook, post }
}

it('rows 42, 43, 44: logs sign-in, refused sign-ins and sign-out of a real Auth.js app', async () => {
  const { daybook, post } = createApp()
  await post('/callback/credentials', { username: 'Ada', password: 's3cret-wrong' })
  await post('/callback/credentials', { username: 'broken', password: 's3cret-wrong' })
  await post('/callback/credentials', { username: 'Ada', password: 'right' })
  await post('/signout')
  const { events } = await daybook.find({ order: 'oldest' })
  expect(events).toMatchObject([
    {
      action: 'Login Failed',
      outcome: 'failure',
      actor: null,
      data: { identifier: 'Ada' },
      note: '/auth/callback/credentials',
    },
    { action: 'Login Failed', data: { identifier: 'broken' }, reason: 'directory away' },
    { action: 'Login', actor: { type: 'User', id: '7', name: 'Ada' } },
    { action: 'Logout', actor: { type: 'User', id: '7', name: 'Ada' }, reason: 'logout' },
  ])
  expect(JSON.stringify(events)).not.toContain('s3cret')
})
