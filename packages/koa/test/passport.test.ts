import { createDaybook } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { createAuthEvents, observeStrategy, passportEvents, requestContext } from '@daybook/koa'
import { bodyParser } from '@koa/bodyparser'
import Router from '@koa/router'
import Koa from 'koa'
import { KoaPassport } from 'koa-passport'
import session from 'koa-session'
import Koa2 from 'koa2'
import { Strategy as LocalStrategy } from 'passport-local'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createBrowser } from './browser.ts'
import { serve } from './serve.ts'

const accounts = [
  { id: 7, name: 'Ada', password: 'right' },
  { id: 8, name: 'Grace', password: 'right' },
]

async function serveApp(framework: typeof Koa) {
  const daybook = createDaybook({ store: createMemoryStore() })
  const auth = createAuthEvents(daybook, { names: 'user' })
  const passport = new KoaPassport()
  passport.serializeUser<number>((user, done) => done(null, (user as { id: number }).id))
  passport.deserializeUser<number>((id, done) => done(null, accounts.find((each) => each.id === id) ?? false))
  passport.use(
    observeStrategy(
      auth,
      new LocalStrategy((username, password, done) => {
        const account = accounts.find((each) => each.name === username)
        if (account?.password === password) done(null, account)
        else done(null, false, { message: 'wrong password' })
      }),
    ),
  )
  const app = new framework()
  app.silent = true
  app.keys = ['a secret of the tests']
  const sessions = new Map<string, unknown>()
  const store = {
    get: async (key: string) => sessions.get(key),
    set: async (key: string, value: unknown) => void sessions.set(key, value),
    destroy: async (key: string) => void sessions.delete(key),
  }
  app.use(
    requestContext(daybook, {
      actor: (ctx) => ctx.state.user && { type: 'User', id: ctx.state.user.id, name: ctx.state.user.name },
    }),
  )
  app.use(session({ store }, app) as Koa.Middleware)
  app.use(bodyParser())
  app.use(passport.initialize())
  app.use(passport.session())
  app.use(passportEvents(auth))
  const router = new Router()
  router.post('/login', passport.authenticate('local'), async (ctx) => {
    await daybook.log('welcome.shown')
    ctx.body = ''
  })
  router.post('/logout', async (ctx) => {
    await ctx.logout()
    ctx.body = ''
  })
  router.post('/destroy', (ctx) => {
    ctx.session = null
    ctx.body = ''
  })
  router.get('/', (ctx) => {
    ctx.body = ''
  })
  app.use(router.routes())
  const server = await serve(app)
  const events = async () => {
    await daybook.flush()
    return (await daybook.find({ order: 'oldest' })).events
  }
  return { server, events, browser: createBrowser(server.url) }
}

const day = 86_400_000

afterEach(() => void vi.useRealTimers())

describe.each([
  { major: '3', framework: Koa },
  { major: '2', framework: Koa2 },
])('koa-passport on Koa $major', ({ framework }) => {
  it('rows 42, 43: a sign-in and a sign-out have the user, the path and the address', async () => {
    const { server, events, browser } = await serveApp(framework)
    await using _ = server
    expect(await browser.post('/login', { username: 'Ada', password: 'right' })).toBe(200)
    expect(await browser.post('/logout')).toBe(200)
    const user = { type: 'User', id: '7', name: 'Ada' }
    await expect.poll(events).toMatchObject([
      { action: 'welcome.shown', actor: user },
      { action: 'UserLoggedIn', actor: user, note: '/login', ip: '127.0.0.1' },
      { action: 'UserLoggedOut', actor: user, note: '/logout', reason: 'logout' },
    ])
  })

  it('row 44: a refused sign-in keeps the identifier, never the password, and has no actor', async () => {
    const { server, events, browser } = await serveApp(framework)
    await using _ = server
    expect(await browser.post('/login', { username: 'Ada', password: 's3cret' })).toBe(401)
    expect(await browser.post('/login', {})).toBe(400)
    await expect.poll(events).toMatchObject([
      {
        action: 'Login Failed',
        outcome: 'failure',
        actor: null,
        data: { identifier: 'Ada' },
        reason: 'wrong password',
        note: '/login',
      },
      { action: 'Login Failed', data: {}, reason: 'Missing credentials' },
    ])
    expect(JSON.stringify(await events())).not.toContain('s3cret')
  })

  it('row 43: sees a session that is destroyed, and a change of users', async () => {
    const { server, events, browser } = await serveApp(framework)
    await using _ = server
    await browser.post('/login', { username: 'Ada', password: 'right' })
    await browser.post('/login', { username: 'Grace', password: 'right' })
    await browser.post('/destroy')
    const seen = async () =>
      (await events())
        .filter(({ action }) => action !== 'welcome.shown')
        .map(({ action, actor, reason }) => [action, actor?.name, reason])
    await expect.poll(seen).toEqual([
      ['UserLoggedIn', 'Ada', null],
      ['UserLoggedOut', 'Ada', 'switched'],
      ['UserLoggedIn', 'Grace', null],
      ['UserLoggedOut', 'Grace', 'logout'],
    ])
  })

  it('row 43: sees a session that has expired when its cookie comes again, once', async () => {
    const { server, events, browser } = await serveApp(framework)
    await using _ = server
    await browser.post('/login', { username: 'Ada', password: 'right' })
    await browser.get('/')
    await expect.poll(events).toHaveLength(2)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2 * day })
    await browser.get('/')
    await browser.get('/')
    const actor = { type: 'User', id: '7', name: 'Ada' }
    await expect
      .poll(events)
      .toMatchObject([
        { action: 'welcome.shown' },
        { action: 'UserLoggedIn', actor },
        { action: 'UserLoggedOut', reason: 'timeout', note: '/', actor },
      ])
  })
})
