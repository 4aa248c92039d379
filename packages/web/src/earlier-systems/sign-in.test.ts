import { createDaybook } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { describe, expect, test, vi } from 'vitest'
import { type AuthEventOptions, createAuthEvents } from '../auth/auth-events.ts'

// What the web layer reproduces of the systems before it, one test a feature: signing in and out.

function setUp(options?: AuthEventOptions) {
  const daybook = createDaybook({ store: createMemoryStore() })
  return { daybook, auth: createAuthEvents(daybook, options) }
}

const ada = { id: 7, email: 'ada@example.com', password: 's3cret' }
const actor = { type: 'User', id: '7', name: 'ada@example.com' }
const request = {
  method: 'POST',
  originalUrl: '/login?next=/s3cret',
  ip: '203.0.113.9',
  headers: { 'user-agent': 'probe/1', cookie: 's3cret' },
}

test('row 42: one event on a sign-in: user, path and address, from the request alone', async () => {
  const { daybook, auth } = setUp()
  await auth.loggedIn(request, ada)
  const { events } = await daybook.find()
  expect(events).toMatchObject([
    {
      action: 'authn_login_success',
      outcome: 'success',
      actor,
      note: '/login',
      ip: '203.0.113.9',
      context: { userAgent: 'probe/1', path: '/login' },
    },
  ])
  expect(JSON.stringify(events)).not.toContain('s3cret')
})

test('row 42: requests of Fetch, of Node and of Koa have their path and address, too', async () => {
  const { daybook, auth } = setUp()
  await auth.loggedIn(new Request('http://shop.example/login?a=b'), 7)
  await auth.loggedIn(
    { ...request, originalUrl: undefined, url: '/node', ip: undefined, socket: { remoteAddress: '::1' } },
    7,
  )
  const events = (await daybook.find({ order: 'oldest' })).events
  expect(events.map(({ note, ip, actor }) => [note, ip, actor?.id])).toEqual([
    ['/login', null, '7'],
    ['/node', '::1', '7'],
  ])
})

test('row 43: a sign-out has the user of before', async () => {
  const { daybook, auth } = setUp()
  await auth.loggedOut({ ...request, user: undefined }, ada)
  await auth.loggedOut({ ...request, user: ada })
  expect((await daybook.find()).events).toMatchObject([
    { action: 'session_expired', reason: 'logout', actor },
    { action: 'session_expired', reason: 'logout', actor },
  ])
})

describe('row 44: a refused sign-in', () => {
  test('row 44: has no actor, keeps the identifier, and failed', async () => {
    const { daybook, auth } = setUp()
    await daybook.withActor({ type: 'User', id: 9 }, () => auth.loginFailed('ada', 'wrong password', request))
    expect(await daybook.latest()).toMatchObject({
      action: 'authn_login_fail',
      outcome: 'failure',
      actor: null,
      data: { identifier: 'ada' },
      reason: 'wrong password',
      ip: '203.0.113.9',
    })
  })

  test('row 44: never keeps a password, whatever it is given', async () => {
    const { daybook, auth } = setUp()
    await auth.loginFailed({ username: 'ada', password: 's3cret' }, new Error('no'), request)
    await auth.loginFailed('x'.repeat(10_000), { password: 's3cret' }, request)
    const { events } = await daybook.find({ order: 'oldest' })
    expect(events).toMatchObject([{ data: {}, reason: 'no' }, { data: { identifier: 'x'.repeat(255) } }])
    expect(JSON.stringify(events)).not.toContain('s3cret')
  })
})

test('row 45: a refused sign-in without a request has no address, and nothing throws', async () => {
  const { daybook, auth } = setUp()
  await auth.loginFailed('ada')
  expect(await daybook.latest()).toMatchObject({ ip: null, note: '', reason: null })
})

test('row 46: an anonymous sign-out is an event without an actor', async () => {
  const { daybook, auth } = setUp()
  await auth.loggedOut(request, null)
  await auth.loggedOut(request, { isAuthenticated: false, id: 7 })
  await auth.loggedOut(request)
  const { events } = await daybook.find()
  expect(events.map(({ actor }) => actor)).toEqual([null, null, null])
})

test('row 47: nothing is logged where there is nothing to say', async () => {
  const { daybook, auth } = setUp()
  await auth.loggedIn(request, undefined)
  await auth.loggedIn(request, null)
  await auth.loggedOut(undefined)
  await auth.loginFailed(undefined)
  await auth.sessionExpired(undefined)
  expect(await daybook.count()).toBe(0)
})

test('row 48: the switch is read at each event, and is on by default', async () => {
  let enabled = false
  const { daybook, auth } = setUp({ enabled: () => enabled })
  await auth.loggedIn(request, ada)
  expect(await daybook.count()).toBe(0)
  enabled = true
  await auth.loggedIn(request, ada)
  expect(await daybook.count()).toBe(1)
})

test.each([
  ['owasp', ['authn_login_success', 'session_expired', 'authn_login_fail', 'authz_fail']],
  ['user', ['UserLoggedIn', 'UserLoggedOut', 'Login Failed', 'authz_fail']],
  ['verb', ['Login', 'Logout', 'Login Failed', 'authz_fail']],
] as const)('row 4: the names of %s', async (names, actions) => {
  const { daybook, auth } = setUp({ names })
  await auth.loggedIn(request, ada)
  await auth.loggedOut(request, ada)
  await auth.loginFailed('ada', 'no', request)
  await auth.denied(request, { user: ada, reason: 'not an admin', target: { type: 'Page', id: 'admin' } })
  const { events } = await daybook.find({ order: 'oldest' })
  expect(events.map(({ action }) => action)).toEqual(actions)
  expect(events[3]).toMatchObject({ outcome: 'denied', actor, target: { type: 'Page', id: 'admin' } })
})

test('a change of users is a sign-out and a sign-in; names of your own go over the others', async () => {
  const { daybook, auth } = setUp({ names: { loggedIn: 'user.signed_in' } })
  await auth.switched(request, ada, { id: 8 })
  expect((await daybook.find({ order: 'oldest' })).events).toMatchObject([
    { action: 'session_expired', reason: 'switched', actor },
    { action: 'user.signed_in', actor: { id: '8' } },
  ])
})

test('row 69: what cannot be logged is reported, and nothing rejects', async () => {
  const onError = vi.fn()
  const { daybook, auth } = setUp({ onError })
  await auth.loggedIn(request, { notAUser: true })
  expect(onError).toHaveBeenCalledWith(expect.objectContaining({ code: 'DAYBOOK_BAD_REFERENCE' }))
  expect(await daybook.count()).toBe(0)
})

test('row 70: an onError that throws is heard by whoever waits', async () => {
  const { auth } = setUp({
    onError: (error) => {
      throw error
    },
  })
  await expect(auth.loggedIn(request, { notAUser: true })).rejects.toThrow('actor')
})

test('row 10: users are of whatever type the app says, for itself or in the object', async () => {
  const daybook = createDaybook({ store: createMemoryStore(), userType: 'Account' })
  const auth = createAuthEvents(daybook)
  await auth.loggedIn(request, ada)
  await auth.loggedIn(request, { type: 'Robot', id: 'r2' })
  const { events } = await daybook.find({ order: 'oldest' })
  expect(events.map((event) => event.actor)).toEqual([
    { ...actor, type: 'Account' },
    { type: 'Robot', id: 'r2' },
  ])
})
