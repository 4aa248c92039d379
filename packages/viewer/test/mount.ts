import type { Viewer, ViewerRequestOptions } from '@daybook/viewer'
import { toNodeHandler } from '@daybook/viewer/node'
import express from 'express'
import Koa from 'koa'
import { type Served, serve } from './serve.ts'

/** Where the tests mount the viewer. */
export const mountPath = '/admin/events'

/** How a test lets its readers in. */
export type Admit = () => ViewerRequestOptions

export const everything: Admit = () => ({ access: {} })

/** An Express 5 app with the viewer below `mountPath`, behind a body parser and a stricter policy of its own. */
export function serveWithExpress(viewer: Viewer, admit: Admit = everything, port = 0): Promise<Served> {
  const handle = toNodeHandler(viewer)
  const app = express()
  app.use((_req, res, next) => {
    res.setHeader('Content-Security-Policy', "default-src 'self'")
    next()
  })
  app.use(express.json(), express.urlencoded())
  app.use(mountPath, (req, res) => handle(req, res, admit()))
  app.use((_req, res) => void res.status(404).send('the app itself'))
  return serve(app, port)
}

/** A Koa 3 app with the viewer below `mountPath`. */
export function serveWithKoa(viewer: Viewer, admit: Admit = everything, port = 0): Promise<Served> {
  const handle = toNodeHandler(viewer)
  const app = new Koa()
  app.use(async (ctx, next) => {
    if (ctx.path !== mountPath && !ctx.path.startsWith(`${mountPath}/`)) return next()
    const { originalUrl } = ctx
    ctx.respond = false
    ctx.req.url = originalUrl.slice(mountPath.length)
    await handle(ctx.req, ctx.res, { ...admit(), originalUrl })
  })
  app.use((ctx) => {
    ctx.body = 'the app itself'
  })
  return serve(app.callback(), port)
}
