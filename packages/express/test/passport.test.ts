import { createDaybook } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { createAuthEvents, observeStrategy, passportEvents, requestContext } from '@daybook/express'
import express from 'express'
import session from 'express-session'
import express4 from 'express4'
import { type AuthenticateCallback, Passport } from 'passport'
import { Strategy as LocalStrategy } from 'passport-local'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createBrowser } from './browser.ts'
import { serve } from './serve.ts'

const accounts = [
  { id: 7, name: 'Ada', password: 'right' },
  { id: 8, name: 'Grace', password: 'right' },
]

async function serveApp(framework: typeof express) {
  const daybook = createDaybook({ store: createMemoryStore() })
  const auth = createAuthEvents(daybook)
  const passport = new Passport()
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
  const app = framework()
  app.use(requestContext(daybook, { actor: (req) => actorOf(req.user) }))
  const cookie = { maxAge: hour }
  app.use(session({ secret: 'a secret of the tests', resave: false, saveUninitialized: false, cookie }))
  app.use(passport.initialize(), passport.session(), passportEvents(auth))
  app.use(framework.json())
  app.post('/login', passport.authenticate('local'), async (_req, res) => {
    await daybook.log('welcome.shown')
    res.end()
  })
  app.post('/callback', (req, res, next) => {
    const answer: AuthenticateCallback = (error, user, _info, status) => {
      if (error) return next(error)
      if (!user) return void res.status(typeof status === 'number' ? status : 422).end()
      req.logIn(user, (failure) => (failure ? next(failure) : res.end()))
    }
    passport.authenticate('local', answer)(req, res, next)
  })
  app.post('/logout', (req, res, next) => req.logout((error) => (error ? next(error) : res.end())))
  app.post('/destroy', (req, res) => req.session.destroy(() => res.end()))
  app.get('/', (_req, res) => void res.end())
  const server = await serve(app)
  const events = async () => {
    await daybook.flush()
    return (await daybook.find({ order: 'oldest' })).events
  }
  return { server, daybook, events, browser: createBrowser(server.url) }
}

function actorOf(user: unknown) {
  const { id, name } = (user ?? {}) as { id?: number; name?: string }
  return id !== undefined && { type: 'User', id, name }
}

const hour = 3_600_000

afterEach(() => void vi.useRealTimers())

const ada = { username: 'Ada', password: 'right' }

describe.each([
  { major: '5', framework: express },
  { major: '4', framework: express4 },
])('passport on Express $major', ({ framework }) => {
  it('rows 42, 43: a sign-in and a sign-out have the user, the path and the address', async () => {
    const { server, events, browser } = await serveApp(framework)
    await using _ = server
    expect(await browser.post('/login', ada)).toBe(200)
    await browser.get('/')
    expect(await browser.post('/logout')).toBe(200)
    const user = { type: 'User', id: '7', name: 'Ada' }
    await expect.poll(events).toMatchObject([
      { action: 'welcome.shown', actor: user },
      {
        action: 'authn_login_success',
        outcome: 'success',
        actor: user,
        note: '/login',
        ip: '127.0.0.1',
        requestId: expect.any(String),
      },
      { action: 'session_expired', reason: 'logout', actor: user, note: '/logout', ip: '127.0.0.1' },
    ])
    expect(await browser.post('/logout')).toBe(200)
    expect(await events()).toHaveLength(3)
  })

  it('row 44: a refused sign-in keeps the identifier, never the password, and has no actor', async () => {
    const { server, events, browser } = await serveApp(framework)
    await using _ = server
    expect(await browser.post('/login', { username: 'Ada', password: 's3cret' })).toBe(401)
    expect(await browser.post('/login', { password: 's3cret' })).toBe(400)
    expect(await browser.post('/callback', { username: 'Ada', password: 's3cret' })).toBe(422)
    await expect.poll(events).toMatchObject([
      {
        action: 'authn_login_fail',
        outcome: 'failure',
        actor: null,
        data: { identifier: 'Ada' },
        reason: 'wrong password',
        note: '/login',
        ip: '127.0.0.1',
      },
      { action: 'authn_login_fail', data: {}, reason: 'Missing credentials' },
      { action: 'authn_login_fail', data: { identifier: 'Ada' }, note: '/callback' },
    ])
    expect(JSON.stringify(await events())).not.toContain('s3cret')
  })

  it('row 43: sees a session that is destroyed, and a change of users', async () => {
    const { server, events, browser } = await serveApp(framework)
    await using _ = server
    await browser.post('/callback', ada)
    await browser.post('/callback', { username: 'Grace', password: 'right' })
    await browser.post('/destroy')
    await expect.poll(async () => (await events()).length).toBe(4)
    expect((await events()).map(({ action, actor, reason }) => [action, actor?.name, reason])).toEqual([
      ['authn_login_success', 'Ada', null],
      ['session_expired', 'Ada', 'switched'],
      ['authn_login_success', 'Grace', null],
      ['session_expired', 'Grace', 'logout'],
    ])
  })

  it('row 43: sees a session that has expired when its cookie comes again, once', async () => {
    const { server, events, browser } = await serveApp(framework)
    await using _ = server
    const byAda = { actor: { type: 'User', id: '7', name: 'Ada' } }
    await browser.post('/callback', ada)
    await browser.get('/')
    await expect.poll(events).toHaveLength(1)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2 * hour })
    await browser.get('/')
    await browser.get('/')
    await expect.poll(events).toMatchObject([
      { action: 'authn_login_success', ...byAda },
      { action: 'session_expired', reason: 'timeout', note: '/', ...byAda },
    ])
    await browser.post('/callback', ada)
    const cookie = browser.cookie()
    await browser.post('/logout')
    await fetch(server.url, { headers: { cookie } })
    await expect.poll(events).toHaveLength(4)
    expect((await events()).at(-1)).toMatchObject({ reason: 'logout' })
  })

  it('row 65: follows the session over its new id, and keeps digests of both alone', async () => {
    const { server, events, browser } = await serveApp(framework)
    await using _ = server
    await browser.post('/login', ada)
    const before = browser.cookie()
    await browser.post('/login', ada)
    expect(browser.cookie()).not.toBe(before)
    await expect.poll(async () => (await events()).length).toBeGreaterThanOrEqual(3)
    const hashes = new Set((await events()).map(({ context }) => context.sessionHash))
    expect(hashes.size).toBe(2)
    for (const hash of hashes) expect(hash).toMatch(/^[0-9a-f]{32}$/)
    const id = decodeURIComponent(before).replace(/^.*s:|\..*$/g, '')
    expect(id.length).toBeGreaterThan(20)
    expect(JSON.stringify(await events())).not.toContain(id)
  })
})
