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
} from '@daybook/express'
import type { ContractApp, ContractCall, ContractFramework, ContractWraps } from '@daybook/web/contract'
import type express from 'express'
import type { Express, Request, RequestHandler, Response } from 'express'
import { serve } from './serve.ts'

/** A major version of Express, as the HTTP contract sees it. */
export function expressFramework(name: string, framework: typeof express): ContractFramework {
  return {
    name,
    serve(build) {
      const app = framework()
      const errors: ((error: unknown) => void)[] = []
      const last: (() => void)[] = []
      build(contractApp(framework, app, errors, last))
      for (const mount of last) mount()
      app.use(((error, _req, res, _next) => {
        for (const listener of errors) listener(error)
        res.status(error.status ?? 500).end()
      }) as express.ErrorRequestHandler)
      return serve(app)
    },
  }
}

function contractApp(
  framework: typeof express,
  app: Express,
  errors: ((error: unknown) => void)[],
  last: (() => void)[],
): ContractApp {
  return {
    useContext: (daybook, options) => void app.use(requestContext(daybook, options)),
    useRecords: (book, options) => void app.use(requestRecords(book, options)),
    useParser: () => void app.use(framework.json(), framework.urlencoded({ extended: false })),
    use: (handler) =>
      void app.use((req, res, next) => {
        Promise.resolve(handler(callOf(req, res))).then(() => next(), next)
      }),
    route(method, path, handler, wraps = {}) {
      const verb = method.toLowerCase() as 'get' | 'post'
      const run = (req: Request, res: Response) => handler(callOf(req, res))
      app[verb](path, ...guards(wraps), wrap(run, wraps))
    },
    record: (path, daybook, options) => void app.all(path, recordingEndpoint(daybook, options)),
    nested(path, handler) {
      const outer = framework.Router()
      const inner = framework.Router({ mergeParams: true })
      // Express 4 does not wait for promises.
      inner.get(path, (req, res, next) => {
        const answer = async () => handler(callOf(req, res))
        answer().catch(next)
      })
      outer.use('/:tenant', inner)
      last.push(() => app.use('/api', outer))
    },
    trustProxy: () => void app.set('trust proxy', 'loopback'),
    onError: (listener) => void errors.push(listener),
  }
}

function guards({ required, requireActor: actor, inGroup: group }: ContractWraps): RequestHandler[] {
  return [
    ...(required ? [requiredRecord(required)] : []),
    ...(actor ? [requireActor(...actor)] : []),
    ...(group ? [inGroup(...group)] : []),
  ]
}

function wrap(run: (req: Request, res: Response) => unknown, wraps: ContractWraps): RequestHandler {
  if (wraps.tracked) return tracked(...wraps.tracked, run)
  if (wraps.logged) return logged(...wraps.logged, run)
  if (wraps.pageView) return logPageView(wraps.pageView[0], run, wraps.pageView[1])
  return (req, res, next) => {
    const answer = async () => run(req, res)
    answer().catch(next)
  }
}

function callOf(req: Request, res: Response): ContractCall {
  return {
    source: req,
    header: (name) => req.get(name),
    params: req.params,
    body: req.body,
    onResponse: (event, listener) => void res.on(event, listener),
    onData: (listener) => void req.on('data', listener),
    answer: (status, body, headers) => void res.status(status).set(headers).send(body),
    fail: (status) => {
      throw Object.assign(new Error('failed'), { status })
    },
  }
}
