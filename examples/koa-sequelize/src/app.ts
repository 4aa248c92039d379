import { createDaybook } from '@daybook/core'
import * as web from '@daybook/koa'
import { viewer } from '@daybook/koa/viewer'
import { createSequelizeStore } from '@daybook/sequelize'
import { bodyParser } from '@koa/bodyparser'
import Router from '@koa/router'
import Koa, { type Context, type Middleware } from 'koa'
import session from 'koa-session'
import type { Sequelize } from 'sequelize'
import { Invoice, User } from './database.ts'
import { createPassport } from './sign-in.ts'

export function createApp(sequelize: Sequelize, secret: string) {
  // What people do, and the requests that they do it with: two tables of the app's own database.
  const daybook = createDaybook({ store: createSequelizeStore(sequelize, { references: { User, Invoice } }) })
  const requests = createDaybook({ store: createSequelizeStore(sequelize, { table: 'daybook_requests' }) })
  const auth = web.createAuthEvents(daybook)
  const passport = createPassport(auth)
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
    ctx.body = await Invoice.findAll({ order: [['id', 'desc']], limit: 50 })
  })
  router.post('/invoices', async (ctx) => {
    const { customer, amount } = Object(ctx.request.body)
    const isInvoice = typeof customer === 'string' && Number.isInteger(amount) && amount > 0 && amount < 1e9
    if (!isInvoice) ctx.throw(400, 'an invoice has a customer and an amount in cents')
    ctx.body = await sequelize.transaction(async (transaction) => {
      const invoice = await Invoice.create({ customer, amount }, { transaction })
      await daybook.log('invoice.created', { target: invoice, data: { amount }, tx: transaction })
      return invoice
    })
    ctx.status = 201
  })

  const adminsOnly = web.guard(daybook, isAdmin, { reason: 'only admins take payments' })
  router.post('/invoices/:id/pay', adminsOnly, async (ctx) => {
    const id = Number(ctx.params.id) || 0
    // The payment and its event: both stay, or neither.
    ctx.body = await sequelize.transaction(async (transaction) => {
      const [paid] = await Invoice.update({ status: 'paid' }, { where: { id, status: 'open' }, transaction })
      if (paid === 0) ctx.throw(409, 'there is no such open invoice')
      const invoice = await Invoice.findByPk(id, { transaction, rejectOnEmpty: true })
      await daybook.log('invoice.paid', {
        target: invoice,
        data: { amount: invoice.amount },
        tx: transaction,
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
