import {
  inGroup,
  logged,
  logPageView,
  recordingEndpoint,
  requestContext,
  requestRecords,
  requireActor,
  requiredRecord,
  tracked,
} from '@daybook/koa'
import type { ContractApp, ContractCall, ContractFramework, ContractWraps } from '@daybook/web/contract'
import { bodyParser } from '@koa/bodyparser'
import Router from '@koa/router'
import type Koa from 'koa'
import type { Context, Middleware } from 'koa'
import { serve } from './serve.ts'

/** A major version of Koa, as the HTTP contract sees it. */
export function koaFramework(name: string, framework: typeof Koa): ContractFramework {
  return {
    name,
    serve(build) {
      const app = new framework()
      app.silent = true
      build(contractApp(app))
      return serve(app)
    },
  }
}

function contractApp(app: Koa): ContractApp {
  const inner = new Router()
  return {
    useContext: (daybook, options) => void app.use(requestContext(daybook, options)),
    useRecords: (book, options) => void app.use(requestRecords(book, options)),
    useParser: () =>
      void app.use(
        bodyParser({
          onError: (_error, ctx) => ctx.throw(400, 'malformed'),
        }),
      ),
    use: (handler) =>
      void app.use(async (ctx, next) => {
        await handler(callOf(ctx))
        await next()
      }),
    route(method, path, handler, wraps = {}) {
      const router = new Router()
      const verb = method.toLowerCase() as 'get' | 'post'
      router[verb](
        path,
        ...guards(wraps),
        wrap((ctx) => handler(callOf(ctx)), wraps),
      )
      app.use(router.routes())
    },
    record(path, daybook, options) {
      const router = new Router()
      router.all(path, recordingEndpoint(daybook, options))
      app.use(router.routes())
    },
    nested(path, handler) {
      const outer = new Router({ prefix: '/api' })
      inner.get(path, (ctx) => handler(callOf(ctx)) as Promise<void>)
      outer.use('/:tenant', inner.routes())
      app.use(outer.routes())
    },
    trustProxy: () => {
      app.proxy = true
    },
    onError: (listener) =>
      void app.use(async (_ctx, next) => {
        try {
          await next()
        } catch (error) {
          listener(error)
          throw error
        }
      }),
  }
}

function guards({ required, requireActor: actor, inGroup: group }: ContractWraps): Middleware[] {
  return [
    ...(required ? [requiredRecord(required)] : []),
    ...(actor ? [requireActor(...actor)] : []),
    ...(group ? [inGroup(...group)] : []),
  ]
}

function wrap(run: (ctx: Context) => unknown, wraps: ContractWraps): Middleware {
  if (wraps.tracked) return tracked(...wraps.tracked, run)
  if (wraps.logged) return logged(...wraps.logged, run)
  if (wraps.pageView) return logPageView(wraps.pageView[0], run, wraps.pageView[1])
  return run
}

function callOf(ctx: Context): ContractCall {
  return {
    source: ctx,
    header: (name) => ctx.get(name) || undefined,
    params: (ctx as { params?: Record<string, unknown> }).params ?? {},
    body: (ctx.request as { body?: unknown }).body,
    onResponse: (event, listener) => void ctx.res.on(event, listener),
    onData: (listener) => void ctx.req.on('data', listener),
    answer(status, body, headers) {
      ctx.set(headers ?? {})
      ctx.status = status
      ctx.body = body ?? ''
      ctx.status = status
    },
    fail: (status) => ctx.throw(status),
  }
}
