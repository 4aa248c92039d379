import { describe, expect, it } from 'vitest'
import { type AccessQuestion, decideAccess } from './decide-access.ts'

const ask = (question: Partial<AccessQuestion>, headers: Record<string, string> = {}) =>
  decideAccess({
    nodeEnv: 'development',
    remoteAddress: '127.0.0.1',
    header: (name) => ({ host: 'localhost:3000', ...headers })[name],
    ...question,
  })

describe('with authorize', () => {
  it.each([
    [true, {}],
    [{ tenant: 'acme' }, { tenant: 'acme' }],
    [{ tenant: null }, { tenant: null }],
  ])('%j opens', async (answer, access) => {
    expect(await ask({ authorize: () => answer, nodeEnv: 'production' })).toEqual({ access })
    expect(await ask({ authorize: async () => answer, nodeEnv: undefined })).toEqual({ access })
  })

  it.each([false, undefined, null])('%j is a plain no', async (answer) => {
    expect(await ask({ authorize: () => answer })).toEqual({ access: null })
  })

  it.each([
    1,
    'true',
    {},
    [],
    new Date(),
    Symbol('yes'),
    () => true,
    { tenant: undefined },
    { tenant: '' },
    { tenant: 7 },
    { id: 1, tenant: 'acme' },
    Promise,
  ])('case %#: anything else is a no with a fix', async (answer) => {
    const { access, fix } = await ask({ authorize: () => answer })
    expect(access).toBeNull()
    expect(fix).toMatch(/Return exactly true/)
  })

  it('throwing and rejecting is a no that keeps the error', async () => {
    const error = new Error('database away')
    const throwing = () => {
      throw error
    }
    expect(await ask({ authorize: throwing })).toMatchObject({ access: null, error })
    expect(await ask({ authorize: () => Promise.reject(error) })).toMatchObject({ access: null, error })
  })

  it('hanging is a no, and so is what comes too late', async () => {
    const hanging = ask({ authorize: () => new Promise(() => {}), timeoutMillis: 10 })
    expect(await hanging).toMatchObject({ access: null, fix: expect.stringMatching(/within 10 ms/) })
    const { promise, reject } = Promise.withResolvers<boolean>()
    expect(await ask({ authorize: () => promise, timeoutMillis: 10 })).toMatchObject({ access: null })
    reject(new Error('too late to be heard'))
  })
})

describe('without authorize', () => {
  it.each(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])(
    'opens to %s in development',
    async (address) => {
      expect(await ask({ remoteAddress: address })).toEqual({ access: {} })
    },
  )

  it.each([undefined, '', 'production', 'test', 'Development', 'development '])(
    'is closed where NODE_ENV is %j',
    async (nodeEnv) => expect((await ask({ nodeEnv })).access).toBeNull(),
  )

  it.each([undefined, '', '192.168.0.7', '::ffff:10.0.0.1', '128.0.0.1', 'localhost'])(
    'is closed to %s',
    async (remoteAddress) => expect((await ask({ remoteAddress })).access).toBeNull(),
  )

  it.each(['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-proto', 'x-real-ip', 'cf-connecting-ip'])(
    'is closed behind a proxy that sends %s',
    async (name) => expect((await ask({}, { [name]: '' })).access).toBeNull(),
  )

  it.each(['example.com', 'localhost.example.com', '127.0.0.1.example.com', ''])(
    'is closed to the host name %j',
    async (host) => expect((await ask({}, { host })).access).toBeNull(),
  )

  it('says how to open it', async () => {
    expect((await ask({ nodeEnv: 'production' })).fix).toMatch(/authorize: \(req\)/)
  })
})
