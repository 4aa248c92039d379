import { createDaybook } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import {
  logged,
  logPageView,
  recordingEndpoint,
  requestContext,
  requiredRecord,
  tracked,
} from '@daybook/express'
import { DaybookModule, type DaybookModuleOptions, inGroup, requireActor } from '@daybook/nestjs'
import type {
  ContractApp,
  ContractCall,
  ContractFramework,
  ContractHandler,
  ContractWraps,
} from '@daybook/web/contract'
import {
  Controller,
  HttpException,
  type MiddlewareConsumer,
  Module,
  type NestInterceptor,
  Next,
  Req,
  RequestMapping,
  RequestMethod,
  Res,
  UseGuards,
} from '@nestjs/common'
import type { NestExpressApplication } from '@nestjs/platform-express'
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express'
import { tap } from 'rxjs'
import { serveNest } from './nest-app.ts'

/** What an app under test is made of. */
interface Parts {
  options: DaybookModuleOptions | undefined
  /** What `main.ts` does before the app listens. */
  readonly prepare: ((app: NestExpressApplication) => void)[]
  readonly middleware: RequestHandler[]
  readonly required: Map<string, RequestHandler>
  readonly controllers: (new () => object)[]
}

/** NestJS on Express as the HTTP contract sees it: routes are handlers of controllers, all else is the module's. */
export function nestFramework(name: string): ContractFramework {
  return {
    name,
    serve(build) {
      const parts: Parts = {
        options: undefined,
        prepare: [],
        middleware: [],
        required: new Map(),
        controllers: [],
      }
      build(contractApp(parts))
      class TestModule {
        configure(consumer: MiddlewareConsumer) {
          for (const each of parts.middleware) consumer.apply(each).forRoutes('{*path}')
          for (const [path, middleware] of parts.required) consumer.apply(middleware).forRoutes(path)
        }
      }
      const options = parts.options ?? { daybook: createDaybook({ store: createMemoryStore() }) }
      Module({ imports: [DaybookModule.forRoot(options)], controllers: parts.controllers })(TestModule)
      return serveNest({ module: TestModule }, (app) => {
        for (const prepare of parts.prepare) prepare(app)
      })
    },
  }
}

function contractApp(parts: Parts): ContractApp {
  return {
    useContext(daybook, options) {
      // A second one is the app's own, of main.ts.
      if (parts.options) parts.prepare.push((app) => app.use(requestContext(daybook, options)))
      else parts.options = { daybook, ...options }
    },
    useRecords(daybook, options) {
      if (parts.options)
        parts.options = { ...parts.options, requests: { daybook: closable(daybook), ...options } }
    },
    useParser: () => void parts.middleware.push(express.json(), express.urlencoded({ extended: false })),
    use: (handler) =>
      void parts.middleware.push((req, res, next) => {
        Promise.resolve(handler(callOf(req, res))).then(() => next(), next)
      }),
    route: (method, path, handler, wraps = {}) => addRoute(parts, method, path, handler, wraps),
    record: (path, daybook, options) => {
      const endpoint = recordingEndpoint(daybook, options)
      parts.controllers.push(controllerOf('/', 'ALL', path, endpoint))
    },
    nested: (path, handler) => {
      parts.controllers.push(
        controllerOf('/api/:tenant', 'GET', path, (req, res) => handler(callOf(req, res))),
      )
    },
    trustProxy: () => void parts.prepare.push((app) => app.set('trust proxy', 'loopback')),
    onError(listener) {
      const interceptor: NestInterceptor = {
        intercept: (_context, next) => next.handle().pipe(tap({ error: listener })),
      }
      parts.prepare.push((app) => app.useGlobalInterceptors(interceptor))
    },
  }
}

function addRoute(
  parts: Parts,
  method: string,
  path: string,
  handler: ContractHandler,
  wraps: ContractWraps,
): void {
  const { required, requireActor: actor, inGroup: group } = wraps
  if (required) parts.required.set(path, requiredRecord(required))
  const run = (req: Request, res: Response) => handler(callOf(req, res))
  const controller = controllerOf('/', method, path, wrap(run, wraps))
  if (actor) UseGuards(requireActor(actor[1]))(controller)
  if (group) UseGuards(inGroup(group[1], group[2]))(controller)
  parts.controllers.push(controller)
}

/** A controller with one handler, as its decorators would have made it. */
function controllerOf(
  prefix: string,
  method: string,
  path: string,
  handler: (req: Request, res: Response, next: NextFunction) => unknown,
): new () => object {
  class TestController {
    answer(req: Request, res: Response, next: NextFunction) {
      return handler(req, res, next)
    }
  }
  const descriptor = Object.getOwnPropertyDescriptor(TestController.prototype, 'answer') as PropertyDescriptor
  const requestMethod = RequestMethod[method as keyof typeof RequestMethod]
  RequestMapping({ path, method: requestMethod })(TestController.prototype, 'answer', descriptor)
  for (const [index, decorate] of [Req(), Res(), Next()].entries())
    decorate(TestController.prototype, 'answer', index)
  Controller(prefix)(TestController)
  return TestController
}

function wrap(
  run: (req: Request, res: Response) => unknown,
  wraps: ContractWraps,
): (req: Request, res: Response, next: NextFunction) => unknown {
  if (wraps.tracked) return tracked(...wraps.tracked, run)
  if (wraps.logged) return logged(...wraps.logged, run)
  if (wraps.pageView) return logPageView(wraps.pageView[0], run, wraps.pageView[1])
  return run
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
      throw new HttpException('failed', status)
    },
  }
}

function closable(book: object) {
  return book as NonNullable<DaybookModuleOptions['requests']>['daybook']
}
