import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createDaybook, type EventStore } from '@daybook/core'
import * as onExpress from '@daybook/express'
import * as onKoa from '@daybook/koa'
import type { TypeormTransaction } from '@daybook/typeorm'
import express from 'express'
import Koa from 'koa'
import { openStore } from './open-store.ts'

// One app in a process of its own, so that its CPU time is its own: `server.ts <framework> <parts> <url of a store>`.

const [framework, parts, storeUrl] = process.argv.slice(2)

const has = (part: 'context' | 'records') => parts === part || (parts === 'records' && part === 'context')
const actor = () => ({ type: 'User', id: 7 })

// The least that a context can be: an id, in the answer's header too, which what runs later finds again.
const storage = new AsyncLocalStorage<{ readonly requestId: string }>()
function runByHand<T>(response: ServerResponse, next: () => T): T {
  const requestId = randomUUID()
  response.setHeader('x-request-id', requestId)
  return storage.run({ requestId }, next)
}

function apps(store: EventStore<TypeormTransaction>): Readonly<Record<string, () => RequestListener>> {
  const daybook = createDaybook({ store })
  const requests = createDaybook({ store })
  return {
    express() {
      const app = express()
      if (parts === 'empty') app.use((_req, _res, next) => next())
      if (parts === 'by-hand') app.use((_req, res, next) => runByHand(res, next))
      if (has('context')) app.use(onExpress.requestContext(daybook, { actor }))
      if (has('records')) app.use(onExpress.requestRecords(requests))
      app.get('/', (_req, res) => void res.send('hello world'))
      return app
    },
    koa() {
      const app = new Koa()
      if (parts === 'empty') app.use((_ctx, next) => next())
      if (parts === 'by-hand') app.use((ctx, next) => runByHand(ctx.res, next))
      if (has('context')) app.use(onKoa.requestContext(daybook, { actor }))
      if (has('records')) app.use(onKoa.requestRecords(requests))
      app.use((ctx) => {
        ctx.body = 'hello world'
      })
      return app.callback()
    },
  }
}

const listener = apps(await openStore(storeUrl))[framework ?? '']?.()
if (!listener) throw new Error(`No app named ${framework}.`)
const server = createServer(listener).listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port })
})
process.on('message', () => process.send?.({ cpu: process.cpuUsage() }))
process.on('disconnect', () => process.exit())
