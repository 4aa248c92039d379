import { createDaybook, type Daybook, type DaybookEvent, type LoggedCall } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { DaybookModule, daybookToken, InjectDaybook, Logged, OnEventLogged } from '@daybook/nestjs'
import { viewer } from '@daybook/nestjs/viewer'
import {
  type CanActivate,
  Controller,
  type ExecutionContext,
  ForbiddenException,
  Get,
  HttpCode,
  Inject,
  Injectable,
  type MiddlewareConsumer,
  Module,
  type OnApplicationShutdown,
  Param,
  ParseIntPipe,
  Post,
  Req,
  Scope,
  UseGuards,
} from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import type { Request } from 'express'
import { describe, expect, it } from 'vitest'
import { serveNest } from './nest-app.ts'

type SignedIn = Request & { user?: { type: string; id: string } | undefined }

/** Signs in whom a header names, as a guard over a token does. */
class UserGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const req = context.switchToHttp().getRequest<SignedIn>()
    const id = req.get('x-user')
    if (id) req.user = { type: 'User', id }
    return id !== undefined
  }
}

const actor = (req: Request) => (req as SignedIn).user

const newBook = (errors: unknown[] = []) =>
  createDaybook({ store: createMemoryStore(), onError: (error) => errors.push(error) })

const told = async (daybook: Daybook) => {
  await daybook.flush()
  return (await daybook.find({ order: 'oldest' })).events.map(({ action, actor, target, outcome, reason }) =>
    [action, actor?.id, target?.id, outcome, reason].map((part) => part ?? '-').join(' '),
  )
}

const post = async (url: string, user?: string) => {
  const answer = await fetch(url, { method: 'POST', ...(user && { headers: { 'x-user': user } }) })
  return [answer.status, await answer.text()]
}

/** What the module does in an app of Nest, whichever major. */
export function runModuleCases(): void {
  it('knows the actor whom a guard finds, also where the handler signs that user out', async () => {
    @Controller()
    @UseGuards(UserGuard)
    class Pages {
      readonly #daybook: Daybook
      constructor(@InjectDaybook() daybook: Daybook) {
        this.#daybook = daybook
      }
      @Post('read')
      @HttpCode(200)
      async read() {
        await this.#daybook.log('page.read')
      }
      @Post('leave')
      @HttpCode(204)
      leave(@Req() req: SignedIn) {
        req.user = undefined
      }
    }
    const daybook = newBook()
    const requests = newBook()
    const module = DaybookModule.forRoot({ daybook, actor, requests: { daybook: requests } })
    await using app = await serveNest({ imports: [module], controllers: [Pages] })
    expect(await post(`${app.url}/read`, '7')).toEqual([200, ''])
    expect(await post(`${app.url}/leave`, '8')).toEqual([204, ''])
    expect((await post(`${app.url}/read`))[0]).toBe(403)
    expect(await told(daybook)).toEqual(['page.read 7 - success -'])
    await expect
      .poll(() => told(requests))
      .toEqual(['Create 7 - success -', 'Create 8 - success -', 'Create - - denied -'])
  })

  describe('@Logged', () => {
    const target = ({ args: [id] }: LoggedCall<[number]>) => ({ type: 'Invoice', id })

    it('logs handlers and leaves their guards, pipes and parameters alone, in either order', async () => {
      @Controller('invoices')
      class Invoices {
        @Post(':id/pay')
        @UseGuards(UserGuard)
        @Logged({ action: 'invoice.paid', target })
        pay(@Param('id', ParseIntPipe) id: number) {
          if (id === 13) throw new ForbiddenException('not yours')
          if (id === 14) throw new Error('broken')
          return { id }
        }
        @Logged({ action: 'invoice.voided', target })
        @UseGuards(UserGuard)
        @Post(':id/void')
        void(@Param('id', ParseIntPipe) id: number) {
          return { id }
        }
      }
      const daybook = newBook()
      await using app = await serveNest({
        imports: [DaybookModule.forRoot({ daybook, actor })],
        controllers: [Invoices],
      })
      const url = `${app.url}/invoices`
      for (const path of ['7/pay', '7/void']) {
        expect(await post(`${url}/${path}`, '1')).toEqual([201, '{"id":7}'])
        expect((await post(`${url}/${path}`))[0]).toBe(403)
      }
      expect((await post(`${url}/seven/pay`, '1'))[0]).toBe(400)
      expect((await post(`${url}/13/pay`, '1'))[0]).toBe(403)
      expect((await post(`${url}/14/pay`, '1'))[0]).toBe(500)
      expect(await told(daybook)).toEqual([
        'invoice.paid 1 7 success -',
        'invoice.voided 1 7 success -',
        'invoice.paid 1 13 denied not yours',
        'invoice.paid 1 14 failure broken',
      ])
    })

    it('logs providers of every scope, each app into its own book', async () => {
      @Injectable({ scope: Scope.REQUEST })
      class Reminders {
        @Logged('reminder.sent')
        async send() {
          return 'sent'
        }
      }
      @Controller()
      class Pages {
        readonly #reminders: Reminders
        constructor(@Inject(Reminders) reminders: Reminders) {
          this.#reminders = reminders
        }
        @Get()
        remind() {
          return this.#reminders.send()
        }
      }
      const books = [newBook(), newBook()]
      for (const daybook of books) {
        await using app = await serveNest({
          imports: [DaybookModule.forRoot({ daybook })],
          providers: [Reminders],
          controllers: [Pages],
        })
        expect(await (await fetch(app.url)).text()).toBe('sent')
      }
      for (const daybook of books) expect(await told(daybook)).toEqual(['reminder.sent - - success -'])
      expect(() => new Reminders().send()).toThrow(
        expect.objectContaining({
          code: 'DAYBOOK_NOT_INJECTED',
          message: expect.stringContaining('Reminders.send'),
        }),
      )
    })
  })

  describe('@OnEventLogged', () => {
    it('hears what fits, once, and what a listener throws reaches onError alone', async () => {
      const heard: string[] = []
      @Injectable()
      class Receipts {
        readonly #name = 'receipt'
        @OnEventLogged('invoice.paid')
        @OnEventLogged('invoice.voided')
        send({ action }: DaybookEvent) {
          heard.push(`${this.#name} ${action}`)
        }
        @OnEventLogged()
        async everything({ action }: DaybookEvent) {
          heard.push(action)
          throw new Error('no paper')
        }
      }
      const errors: unknown[] = []
      const daybook = newBook(errors)
      await using _ = await serveNest({
        imports: [DaybookModule.forRoot({ daybook })],
        providers: [Receipts, { provide: 'alias', useExisting: Receipts }],
      })
      await daybook.log('invoice.paid')
      await daybook.log('invoice.voided')
      await daybook.log('invoice.sent')
      expect(heard.sort()).toEqual([
        'invoice.paid',
        'invoice.sent',
        'invoice.voided',
        'receipt invoice.paid',
        'receipt invoice.voided',
      ])
      await expect.poll(() => errors).toHaveLength(3)
    })

    it.each([Scope.REQUEST, Scope.TRANSIENT])(
      'is refused where there are many instances (%s)',
      async (scope) => {
        @Injectable({ scope })
        class Receipts {
          @OnEventLogged()
          send() {}
        }
        const imports = [DaybookModule.forRoot({ daybook: newBook() })]
        await expect(serveNest({ imports, providers: [Receipts] })).rejects.toMatchObject({
          code: 'DAYBOOK_SCOPED_LISTENER',
          message: expect.stringContaining('Receipts.send'),
        })
      },
    )
  })

  it.each(['before', 'after'])(
    'closes the daybook while its database is there, imported %s it, and keeps what was deferred',
    async (order) => {
      const store = createMemoryStore()
      const stored: string[] = []
      class Connection implements OnApplicationShutdown {
        isOpen = true
        onApplicationShutdown() {
          this.isOpen = false
        }
      }
      @Module({})
      class DatabaseModule {}
      const database = {
        module: DatabaseModule,
        global: true,
        providers: [Connection],
        exports: [Connection],
      }
      const module = DaybookModule.forRootAsync({
        inject: [Connection],
        useFactory: (connection: Connection) => ({
          daybook: createDaybook({
            store: {
              ...store,
              append(events, options) {
                if (!connection.isOpen) throw new Error('the database is gone')
                stored.push(...events.map(({ action }) => action))
                return store.append(events, options)
              },
            },
          }),
        }),
      })
      const imports = order === 'before' ? [module, database] : [database, module]
      const { app } = await serveNest({ imports })
      const daybook: Daybook = app.get(daybookToken)
      daybook.defer('app.stopping')
      await app.close()
      expect(stored).toEqual(['app.stopping'])
      expect(app.get(Connection).isOpen).toBe(false)
      await expect(daybook.log('too.late')).rejects.toMatchObject({ code: 'DAYBOOK_CLOSED' })
    },
  )

  it.each(['', 'api'])('serves the viewers where they were put, below no prefix (%j)', async (prefix) => {
    const daybook = newBook()
    const requests = newBook()
    const authorize = (req: Request) => actor(req)?.id === '1'
    const module = DaybookModule.forRoot({
      daybook,
      requests: { daybook: requests, exclude: ['/admin/'] },
      viewer: [
        viewer({ path: '/admin/events', authorize }),
        viewer({ path: '/admin/requests', daybook: requests, title: 'Requests', authorize }),
      ],
    })
    // As a session would.
    const signIn = (req: SignedIn, _res: unknown, next: () => void) => {
      req.user = { type: 'User', id: req.get('x-user') ?? '' }
      next()
    }
    @Module({ imports: [module] })
    class TestModule {
      configure(consumer: MiddlewareConsumer) {
        if (prefix === '') consumer.apply(signIn).forRoutes('{*path}')
      }
    }
    await using app = await serveNest({ module: TestModule }, (nest) => {
      // Below a prefix, the middleware of modules is for what has the prefix.
      if (prefix !== '') nest.use(signIn).setGlobalPrefix(prefix)
    })
    await daybook.log('invoice.paid')
    await fetch(`${app.url}/nothing`)
    await expect.poll(() => requests.count()).toBe(1)
    const page = async (path: string, user = '1') => {
      const answer = await fetch(app.url + path, { headers: { 'x-user': user } })
      return [answer.status, await answer.text()]
    }
    expect(await page('/admin/events')).toEqual([200, expect.stringContaining('invoice.paid')])
    expect(await page('/admin/requests')).toEqual([200, expect.stringContaining('Requests')])
    expect(await page('/admin/events', '2')).toEqual([403, expect.not.stringContaining('invoice.paid')])
  })

  it('works without HTTP', async () => {
    const daybook = newBook()
    class Job {
      @Logged('job.ran')
      run() {}
    }
    @Module({ imports: [DaybookModule.forRoot({ daybook })], providers: [Job] })
    class JobModule {}
    const app = await NestFactory.createApplicationContext(JobModule, { logger: false })
    await app.get(Job).run()
    expect(await told(daybook)).toEqual(['job.ran - - success -'])
    await app.close()
    await expect(daybook.log('too.late')).rejects.toMatchObject({ code: 'DAYBOOK_CLOSED' })
  })
}
