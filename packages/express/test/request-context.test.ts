import { createDaybook } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { requestContext } from '@daybook/express'
import express from 'express'
import { expect, it } from 'vitest'
import { serve } from './serve.ts'

// What every framework does is in the HTTP contract; this is Express alone.

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

it('leaves baseUrl and route as Express has them, in apps inside of apps', async () => {
  const daybook = createDaybook({ store: createMemoryStore() })
  const inner = express()
  inner.use(requestContext(daybook))
  inner.get('/:page', async (req, res, next) => {
    await daybook.log('page.viewed', { data: { baseUrl: req.baseUrl, path: req.route.path } })
    if (req.params.page === 'pass') next()
    else res.end()
  })
  const app = express()
  app.use('/inner/:shop', inner)
  app.use('/', inner)
  app.use((req, res) => void res.json({ baseUrl: req.baseUrl }))
  await using server = await serve(app)
  for (let round = 0; round < 2; round++) {
    await (await fetch(`${server.url}/inner/acme/list`)).text()
    expect(await (await fetch(`${server.url}/pass`)).json()).toEqual({ baseUrl: '' })
  }
  const seen = (await daybook.find({ order: 'oldest' })).events.map(({ data, context }) => [
    data,
    context.route,
  ])
  const round = [
    [{ baseUrl: '/inner/acme', path: '/:page' }, '/inner/:shop/:page'],
    [{ baseUrl: '', path: '/:page' }, '/:page'],
  ]
  expect(seen).toEqual([...round, ...round])
})
