import { type Request, Router } from 'express'
import { z } from 'zod'
import type { Invoice } from '../entities/invoice.ts'
import type { User } from '../entities/user.ts'
import { answer } from '../pages/answer.ts'
import { invoiceListPage } from '../pages/invoice-list-page.ts'
import { invoicePage } from '../pages/invoice-page.ts'
import { Problem } from '../problem.ts'
import type { Invoices } from './invoices.ts'

const draft = z.object({
  customer: z.string().trim().min(1).max(200),
  amount: z.coerce.number().int().positive().max(100_000_000),
  currency: z.enum(['EUR', 'USD']).default('EUR'),
})

const card = z.object({ card: z.string().regex(/^\d{12,19}$/) })

export function invoiceRoutes(invoices: Invoices): Router {
  const router = Router()

  router.get('/', async (req, res) => {
    const list = await invoices.latest()
    answer(req, res, { json: list, page: () => invoiceListPage(userOf(req), list) })
  })

  router.get('/:id', async (req, res) => {
    const invoice = await invoices.find(idOf(req))
    answer(req, res, { json: invoice, page: () => invoicePage(userOf(req), invoice) })
  })

  router.post('/', async (req, res) => {
    const invoice = await invoices.create(parse(draft, req.body))
    answer(req, res, { status: 201, json: invoice, redirect: pathOf(invoice) })
  })

  router.post('/:id/send', async (req, res) => {
    const invoice = await invoices.send(idOf(req))
    answer(req, res, { json: invoice, redirect: pathOf(invoice) })
  })

  router.post('/:id/pay', async (req, res) => {
    const invoice = await invoices.pay(idOf(req), parse(card, req.body).card)
    answer(req, res, { json: invoice, redirect: pathOf(invoice) })
  })

  router.post('/:id/void', async (req, res) => {
    const invoice = await invoices.void(idOf(req), userOf(req))
    answer(req, res, { json: invoice, redirect: pathOf(invoice) })
  })

  return router
}

function pathOf({ id }: Invoice): string {
  return `/invoices/${id}`
}

function idOf({ params }: Request<{ id: string }>): number {
  // At most nine digits: a number that every database takes.
  if (!/^\d{1,9}$/.test(params.id)) throw new Problem(404, 'There is no such invoice')
  return Number(params.id)
}

function userOf({ user }: Pick<Request, 'user'>): User {
  if (user) return user
  throw new Problem(401, 'Sign in first')
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const { success, data, error } = schema.safeParse(body ?? {})
  if (success) return data
  const [issue] = error.issues
  throw new Problem(400, `${issue?.path.join('.')}: ${issue?.message}`)
}
