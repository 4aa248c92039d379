import { once } from 'node:events'
import { request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { createDaybook, createMemoryStore, type DaybookEvent } from '@daybook/core'
import { requestContext } from '@daybook/express'
import express, { type Request } from 'express'
import { describe, expect, it, vi } from 'vitest'
import { serve } from './serve.ts'

interface User {
  readonly id: number
  readonly name: string
}

const users = new WeakMap<Request, User>()

/** The user of a request as middleware mounted after the request context finds it, some time later. */
const signIn: express.RequestHandler = async (req, _res, next) => {
  await pause(Math.random() * 5)
  const id = Number(req.get('authorization'))
  if (id) users.set(req, { id, name: `user ${id}` })
  next()
}

function createApp() {
  const onError = vi.fn()
  const daybook = createDaybook({ store: createMemoryStore(), onError })
  const app = express()
  app.use(
    requestContext(daybook, {
      actor: (req) => {
        const user = users.get(req)
        return user && { type: 'User', id: user.id, name: user.name }
      },
    }),
  )
  return { app, daybook, onError }
}

const body = (user: number) => ({
  method: 'POST',
  headers: { authorization: String(user), 'content-type': 'application/json' },
  body: JSON.stringify({ user, padding: 'x'.repeat(Math.random() * 20_000) }),
})

const wrong = (events: readonly DaybookEvent[]) =>
  events.filter(({ actor, data }) => actor?.id !== String((data as { user: number }).user))

describe('requestContext', () => {
  it('attributes 200 concurrent requests to their own users', async () => {
    const { app, daybook } = createApp()
    app.use(express.json(), signIn)
    app.post('/work', async (req, res) => {
      const data = { user: req.body.user }
      await daybook.log('work.started', { data })
      await Promise.all([pause(Math.random() * 10), daybook.log('work.shared', { data })])
      setImmediate(() => daybook.log('work.later', { data }))
      res.on('finish', () => daybook.log('work.finished', { data }))
      res.on('close', () => daybook.log('work.closed', { data }))
      res.json(data)
    })
    await using server = await serve(app)
    const numbers = Array.from({ length: 200 }, (_, index) => index + 1)
    const answers = await Promise.all(numbers.map((user) => fetch(`${server.url}/work`, body(user))))
    await Promise.all(answers.map((answer) => answer.text()))
    await vi.waitFor(async () => expect(await daybook.count()).toBe(1_000))

    const { events } = await daybook.find({ limit: 1_000 })
    expect(wrong(events)).toEqual([])
    const requestIds = answers.map((answer) => answer.headers.get('x-request-id'))
    expect(new Set(requestIds).size).toBe(200)
    for (const [index, requestId] of requestIds.entries()) {
      const { events: own } = await daybook.find({ requestId: requestId ?? '' })
      expect(own.map(({ actor }) => actor?.id)).toEqual(Array(5).fill(String(index + 1)))
    }
  })

  it('keeps the scope for listeners of a body that arrives slowly and of a client that hangs up', async () => {
    const { app, daybook } = createApp()
    app.use(signIn)
    app.post('/slow', (req, res) => {
      const user = Number(req.get('authorization'))
      req.on('data', () => daybook.log('chunk.came', { data: { user } }))
      res.on('close', () => daybook.log('client.left', { data: { user } }))
    })
    await using server = await serve(app)
    await Promise.all(
      [1, 2, 3, 4, 5].map(async (user) => {
        const client = request(`${server.url}/slow`, {
          method: 'POST',
          headers: { authorization: String(user) },
        })
        client.on('error', () => {})
        client.flushHeaders()
        await pause(20)
        client.write('one')
        await pause(20)
        client.destroy()
      }),
    )
    await vi.waitFor(async () => expect(await daybook.count({ action: 'client.left' })).toBe(5))
    const { events } = await daybook.find({ limit: 100 })
    expect(events.filter(({ action }) => action === 'chunk.came')).toHaveLength(5)
    expect(wrong(events)).toEqual([])
  })

  it('does not mix up requests that share one connection', async () => {
    const { app, daybook } = createApp()
    app.use(signIn)
    app.get('/ping', (req, res) => {
      const user = Number(req.get('authorization'))
      res.on('finish', () => daybook.log('ping.answered', { data: { user } }))
      res.end('pong')
    })
    await using server = await serve(app)
    const { port } = new URL(server.url)
    const { connect } = await import('node:net')
    const socket = connect(Number(port), '127.0.0.1')
    for (let user = 1; user <= 20; user++)
      socket.write(
        `GET /ping HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${user}\r\nX-Request-Id: same\r\n\r\n`,
      )
    await vi.waitFor(async () => expect(await daybook.count()).toBe(20))
    socket.destroy()
    await once(socket, 'close')
    const { events } = await daybook.find()
    expect(wrong(events)).toEqual([])
  })

  it('stores the facts of the request and answers with its id', async () => {
    const { app, daybook } = createApp()
    const router = express.Router()
    router.get('/deep/:id', async (_req, res) => {
      await daybook.log('page.viewed')
      res.end()
    })
    app.use('/mounted', router)
    await using server = await serve(app)
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
    const headers = {
      'x-request-id': 'from-the-proxy',
      'x-forwarded-for': '6.6.6.6',
      'user-agent': 'probe/1',
      traceparent,
    }
    const answer = await fetch(`${server.url}/mounted/deep/7?password=s3cret`, { headers })
    expect(answer.headers.get('x-request-id')).toBe('from-the-proxy')
    const { events } = await daybook.find()
    expect(events[0]).toMatchObject({
      actor: null,
      requestId: 'from-the-proxy',
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      ip: '127.0.0.1',
      context: { method: 'GET', path: '/mounted/deep/7', userAgent: 'probe/1' },
    })
    expect(JSON.stringify(events)).not.toContain('s3cret')
  })

  it('believes the proxies that the app trusts, and nothing that is no address', async () => {
    const { app, daybook } = createApp()
    app.set('trust proxy', 'loopback')
    app.get('/', async (_req, res) => {
      await daybook.log('page.viewed')
      res.end()
    })
    await using server = await serve(app)
    for (const forwarded of ['6.6.6.6, 203.0.113.9', '<img src=x>'])
      await fetch(server.url, { headers: { 'x-forwarded-for': forwarded } })
    const { events } = await daybook.find({ order: 'oldest' })
    expect(events.map(({ ip }) => ip)).toEqual(['203.0.113.9', null])
  })

  it('keeps the id that an earlier middleware chose, also when it is mounted twice', async () => {
    const daybook = createDaybook({ store: createMemoryStore() })
    const app = express()
    app.use((_req, res, next) => {
      res.setHeader('x-request-id', 'chosen-before')
      next()
    })
    app.use(requestContext(daybook), requestContext(daybook))
    app.get('/', async (_req, res) => {
      await daybook.log('page.viewed')
      res.end()
    })
    await using server = await serve(app)
    const answer = await fetch(server.url, { headers: { 'x-request-id': 'client' } })
    expect(answer.headers.get('x-request-id')).toBe('chosen-before')
    expect((await daybook.find()).events[0]?.requestId).toBe('chosen-before')
  })

  it('asks for the actor at every log: a user who signs out is gone', async () => {
    const { app, daybook } = createApp()
    app.use(signIn)
    app.get('/', async (req, res) => {
      await daybook.log('user.left')
      users.delete(req)
      await daybook.log('page.viewed')
      res.end()
    })
    await using server = await serve(app)
    await fetch(server.url, { headers: { authorization: '7' } })
    const { events } = await daybook.find({ order: 'oldest' })
    expect(events.map(({ actor }) => actor?.id)).toEqual(['7', undefined])
  })

  it('survives an actor function that throws, and leaves errors of the app alone', async () => {
    const onError = vi.fn()
    const daybook = createDaybook({ store: createMemoryStore(), onError })
    const failure = new Error('no session')
    const app = express()
    app.use(
      requestContext(daybook, {
        actor: () => {
          throw failure
        },
      }),
    )
    app.get('/', async () => {
      await daybook.log('page.viewed')
      throw new Error('of the app')
    })
    const seen = vi.fn()
    app.use(((error, _req, res, _next) => {
      seen(error.message, daybook.context.current().requestId)
      res.status(500).end()
    }) as express.ErrorRequestHandler)
    await using server = await serve(app)
    const answer = await fetch(server.url, { headers: { 'x-request-id': 'r1' } })
    expect(answer.status).toBe(500)
    expect(seen).toHaveBeenCalledWith('of the app', 'r1')
    expect(onError).toHaveBeenCalledWith(failure)
    expect((await daybook.find()).events[0]).toMatchObject({
      actor: null,
      context: { actorUnresolved: true },
    })
  })

  it('leaves nothing behind for work outside of requests', async () => {
    const { app, daybook } = createApp()
    app.get('/', (_req, res) => void res.end())
    await using server = await serve(app)
    await fetch(server.url)
    await daybook.log('job.ran')
    expect((await daybook.find()).events[0]).toMatchObject({
      actor: null,
      requestId: null,
      ip: null,
      context: {},
    })
  })
})
