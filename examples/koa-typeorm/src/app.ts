import { createDaybook } from '@daybook/core'
import * as web from '@daybook/koa'
import { viewer } from '@daybook/koa/viewer'
import { createTypeormStore } from '@daybook/typeorm'
import { bodyParser } from '@koa/bodyparser'
import Router from '@koa/router'
import Koa, { type Context, type Middleware } from 'koa'
import session from 'koa-session'
import type { DataSource } from 'typeorm'
import { Invoice, User } from './database.ts'
import { createPassport } from './sign-in.ts'

export function createApp(dataSource: DataSource, secret: string) {
  // What people do, and the requests that they do it with: two tables of the app's own database.
  const daybook = createDaybook({ store: createTypeormStore(dataSource, { references: { User, Invoice } }) })
  const requests = createDaybook({ store: createTypeormStore(dataSource, { table: 'daybook_requests' }) })
  const auth = web.createAuthEvents(daybook)
  const passport = createPassport(dataSource, auth)
  const isAdmin = (ctx: Context) => ctx.state.user?.role === 'admin'
  const app = new Koa()
  app.keys = [secret]

  // First, so that everything below logs in its scope. Who acts is asked at each log(): passport may run later.
  app.use(web.requestContext(daybook, { actor: actorOf }))
  app.use(web.requestRecords(requests, { exclude: ['/admin/'] }))
  app.use(session({ sameSite: 'lax' }, app) as Middleware)
  app.use(bodyParser())
  app.use(passport.initialize()).use(passport.session()).use(web.passportEvents(auth))
  app.use(viewer(daybook, { path: '/admin/events', authorize: isAdmin }))
  app.use(viewer(requests, { path: '/admin/requests', title: 'Requests', authorize: isAdmin }))

  const router = new Router()
  router.post('/sign-in', passport.authenticate('local'), (ctx) => {
    ctx.body = actorOf(ctx)
  })
  router.post('/sign-out', async (ctx) => {
    await ctx.logout()
    ctx.status = 204
  })

  router.use('/invoices', web.requireActor(daybook))
  router.get('/invoices', async (ctx) => {
    ctx.body = await dataSource.manager.find(Invoice, { order: { id: 'desc' }, take: 50 })
  })
  router.post('/invoices', async (ctx) => {
    const { customer, amount } = Object(ctx.request.body)
    const isInvoice = typeof customer === 'string' && Number.isInteger(amount) && amount > 0 && amount < 1e9
    if (!isInvoice) ctx.throw(400, 'an invoice has a customer and an amount in cents')
    ctx.body = await dataSource.transaction(async (em) => {
      const invoice = await em.save(em.create(Invoice, { customer, amount }))
      await daybook.log('invoice.created', { target: invoice, data: { amount }, tx: em })
      return invoice
    })
    ctx.status = 201
  })

  const adminsOnly = web.guard(daybook, isAdmin, { reason: 'only admins take payments' })
  router.post('/invoices/:id/pay', adminsOnly, async (ctx) => {
    const id = Number(ctx.params.id) || 0
    // The payment and its event: both stay, or neither.
    ctx.body = await dataSource.transaction(async (em) => {
      const { affected } = await em.update(Invoice, { id, status: 'open' }, { status: 'paid' })
      if (affected === 0) ctx.throw(409, 'there is no such open invoice')
      const invoice = await em.findOneByOrFail(Invoice, { id })
      await daybook.log('invoice.paid', {
        target: invoice,
        data: { amount: invoice.amount },
        tx: em,
      })
      // Stands for a payment service, which declines this card: that undoes the change and the event.
      if (Object(ctx.request.body).card === '4000000000000002') ctx.throw(402, 'the card was declined')
      return invoice
    })
  })
  return { app: app.use(router.routes() as Middleware), daybooks: [daybook, requests] }
}

function actorOf(ctx: Context) {
  const user: User | undefined = ctx.state.user
  return user && { type: 'User', id: user.id, name: user.email }
}
