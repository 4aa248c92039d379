import { describe, expect, it } from 'vitest'
import type { RequestFacts } from './request-facts.ts'
import { requestLimits, requestValues } from './request-values.ts'

const facts = (headers: Record<string, string> = {}, rest: Partial<RequestFacts> = {}): RequestFacts => ({
  method: 'GET',
  url: '/invoices/7?token=s3cret',
  ip: '203.0.113.9',
  header: (name) => headers[name],
  ...rest,
})

describe('requestValues', () => {
  it('takes what is well-formed and leaves the rest out', () => {
    const headers = { 'x-request-id': 'web-1:a.b_c', 'user-agent': 'curl/8' }
    expect(requestValues(facts(headers))).toEqual({
      requestId: 'web-1:a.b_c',
      ip: '203.0.113.9',
      method: 'GET',
      path: '/invoices/7',
      userAgent: 'curl/8',
    })
  })

  it.each(['', ' ', 'a b', 'ä', 'x'.repeat(129), '<img>', 'a\nb'])(
    'makes a new id instead of %j',
    (offered) => {
      const { requestId } = requestValues(facts({ 'x-request-id': offered }))
      expect(requestId).toMatch(/^[0-9a-f-]{36}$/)
    },
  )

  it('keeps an id that was given to the request before', () => {
    expect(requestValues(facts({ 'x-request-id': 'client' }), 'server').requestId).toBe('server')
    expect(requestValues(facts({ 'x-request-id': 'client' }), 42).requestId).toBe('client')
  })

  it.each([
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8::1', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['192.0.2.1:80', undefined],
    ['<script>', undefined],
    ['unknown', undefined],
    [undefined, undefined],
  ])('stores the address %s as %s', (ip, stored) => {
    expect(requestValues(facts({}, { ip })).ip).toBe(stored)
  })

  it.each([
    ['/a/b?c=d#e', '/a/b'],
    ['/a#b?c', '/a'],
    ['http://user:pass@host/a?b', '/a'],
    ['*', '*'],
    ['', ''],
  ])('stores the path of %s as %s', (url, path) => {
    expect(requestValues(facts({}, { url })).path).toBe(path)
  })

  it('cuts what a client can make long', () => {
    const long = 'x'.repeat(10_000)
    const values = requestValues(facts({ 'user-agent': long }, { url: `/${long}` }))
    expect(values.path).toHaveLength(requestLimits.path)
    expect(values.userAgent).toHaveLength(requestLimits.userAgent)
  })
})
