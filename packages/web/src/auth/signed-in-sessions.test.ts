import { expect, it } from 'vitest'
import { createSignedInSessions } from './signed-in-sessions.ts'

it('finds a session by its cookie, signed or not, whatever the cookie is called, and once', () => {
  const sessions = createSignedInSessions()
  sessions.remember('one', 'Ada')
  sessions.remember('two.2', 'Grace')
  expect(sessions.take('a=b; koa.sess=one; koa.sess.sig=x')).toBe('Ada')
  expect(sessions.take('koa.sess=one')).toBeUndefined()
  expect(sessions.take('sid=s%3Atwo.2.bm90IGEga2V5')).toBe('Grace')
})

it('knows nothing without a cookie, and nothing that was forgotten', () => {
  const sessions = createSignedInSessions()
  sessions.remember('one', 'Ada')
  expect([sessions.take(undefined), sessions.take(''), sessions.take(';=;a')]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
  sessions.forget('one')
  expect(sessions.take('sid=one')).toBeUndefined()
})

it('forgets the session that was seen least lately', () => {
  const sessions = createSignedInSessions(3)
  for (let id = 0; id < 3; id++) sessions.remember(`s${id}`, id)
  sessions.remember('s0', 0)
  sessions.remember('one more', 'Ada')
  expect([sessions.take('sid=s1'), sessions.take('sid=s0'), sessions.take('sid=one more')]).toEqual([
    undefined,
    0,
    'Ada',
  ])
})
