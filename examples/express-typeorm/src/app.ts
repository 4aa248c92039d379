import { createDaybook } from '@daybook/core'
import * as web from '@daybook/express'
import { viewer } from '@daybook/express/viewer'
import { createTypeormStore } from '@daybook/typeorm'
import express, { type Request } from 'express'
import session from 'express-session'
import type { DataSource } from 'typeorm'
import { Invoice, User } from './database.ts'
import { createPassport } from './sign-in.ts'

export function createApp(dataSource: DataSource, secret: string) {
  // What people do, and the requests that they do it with: two tables of the app's own database.
  const daybook = createDaybook({ store: createTypeormStore(dataSource, { references: { User, Invoice } }) })
  const requests = createDaybook({ store: createTypeormStore(dataSource, { table: 'daybook_requests' }) })
  const auth = web.createAuthEvents(daybook)
  const passport = createPassport(dataSource, auth)
  const isAdmin = (req: Request) => userOf(req)?.role === 'admin'
  const app = express()

  // First, so that everything below logs in its scope. Who acts is asked at each log(): passport may run later.
  app.use(web.requestContext(daybook, { actor: actorOf }))
  app.use(web.requestRecords(requests, { exclude: ['/admin/'] }))
  app.use(session({ secret, resave: false, saveUninitialized: false, cookie: { sameSite: 'lax' } }))
  app.use(express.json())
  app.use(passport.initialize(), passport.session(), web.passportEvents(auth))
  app.use('/admin/events', viewer(daybook, { authorize: isAdmin }))
  app.use('/admin/requests', viewer(requests, { title: 'Requests', authorize: isAdmin }))

  app.post('/sign-in', passport.authenticate('local'), (req, res) => void res.json(actorOf(req)))
  app.post('/sign-out', (req, res, next) => {
    req.logout((error) => (error ? next(error) : res.sendStatus(204)))
  })

  app.use('/invoices', web.requireActor(daybook))
  app.get('/invoices', async (_req, res) => {
    res.json(await dataSource.manager.find(Invoice, { order: { id: 'desc' }, take: 50 }))
  })
  app.post('/invoices', async (req, res) => {
    const { customer, amount } = Object(req.body)
    const isInvoice = typeof customer === 'string' && Number.isInteger(amount) && amount > 0 && amount < 1e9
    if (!isInvoice) throw problem(400, 'an invoice has a customer and an amount in cents')
    const created = await dataSource.transaction(async (em) => {
      const invoice = await em.save(em.create(Invoice, { customer, amount }))
      await daybook.log('invoice.created', { target: invoice, data: { amount }, tx: em })
      return invoice
    })
    res.status(201).json(created)
  })

  const adminsOnly = web.guard(daybook, isAdmin, { reason: 'only admins take payments' })
  app.post('/invoices/:id/pay', adminsOnly, async (req, res) => {
    const id = Number(req.params.id) || 0
    // The payment and its event: both stay, or neither.
    const invoice = await dataSource.transaction(async (em) => {
      const { affected } = await em.update(Invoice, { id, status: 'open' }, { status: 'paid' })
      if (affected === 0) throw problem(409, 'there is no such open invoice')
      const invoice = await em.findOneByOrFail(Invoice, { id })
      await daybook.log('invoice.paid', { target: invoice, data: { amount: invoice.amount }, tx: em })
      // Stands for a payment service, which declines this card: that undoes the change and the event.
      if (Object(req.body).card === '4000000000000002') throw problem(402, 'the card was declined')
      return invoice
    })
    res.json(invoice)
  })
  return { app, daybooks: [daybook, requests] }
}

/** An error that Express answers with its status. */
const problem = (status: number, message: string) => Object.assign(new Error(message), { status })

function userOf(req: Request) {
  return req.user as User | undefined
}

function actorOf(req: Request) {
  const user = userOf(req)
  return user && { type: 'User', id: user.id, name: user.email }
}
