import { type DataSource, type EntityManager, In } from 'typeorm'
import type { AppDaybook } from '../daybook.ts'
import { Invoice, type InvoiceStatus } from '../entities/invoice.ts'
import type { User } from '../entities/user.ts'
import { Problem } from '../problem.ts'
import { invoiceReference } from '../reference.ts'
import { charge } from './payment.ts'

/** What can be done with invoices. Every change and its event are in one transaction: both stay, or neither. */
export function createInvoices(dataSource: DataSource, daybook: AppDaybook) {
  const find = async (id: number, em: EntityManager = dataSource.manager): Promise<Invoice> => {
    const invoice = await em.findOneBy(Invoice, { id })
    if (!invoice) throw new Problem(404, 'There is no such invoice')
    return invoice
  }

  /** Moves an invoice on, unless another request was faster: the update itself checks where it comes from. */
  const move = async (em: EntityManager, id: number, from: InvoiceStatus[], to: InvoiceStatus) => {
    const { affected } = await em.update(Invoice, { id, status: In(from) }, { status: to })
    const invoice = await find(id, em)
    if (affected === 0) throw new WrongStatus(invoice)
    return invoice
  }

  return {
    find: (id: number) => find(id),

    latest: () => dataSource.manager.find(Invoice, { order: { id: 'desc' }, take: 50 }),

    create: (draft: Pick<Invoice, 'customer' | 'amount' | 'currency'>) =>
      dataSource.transaction(async (em) => {
        const invoice = await em.save(em.create(Invoice, { ...draft, status: 'draft' }))
        await daybook.log('invoice.created', {
          target: invoiceReference(invoice),
          data: amountOf(invoice),
          tx: em,
        })
        return invoice
      }),

    send: (id: number) =>
      keepingAttempts(
        () =>
          dataSource.transaction(async (em) => {
            const invoice = await move(em, id, ['draft'], 'sent')
            await daybook.log('invoice.sent', {
              target: invoiceReference(invoice),
              data: amountOf(invoice),
              tx: em,
            })
            return invoice
          }),
        (failure) => daybook.log('invoice.sent', failure),
      ),

    pay: (id: number, card: string) =>
      keepingAttempts(
        () =>
          dataSource.transaction(async (em) => {
            const invoice = await move(em, id, ['draft', 'sent'], 'paid')
            await daybook.log('invoice.paid', {
              target: invoiceReference(invoice),
              data: amountOf(invoice),
              tx: em,
            })
            // Last, so that a card that is declined undoes the change and the event.
            await charge(card, invoice)
            return invoice
          }),
        (failure) => daybook.log('invoice.paid', failure),
      ),

    /** Only finance may: an attempt by somebody else is kept as denied. */
    void: async (id: number, user: User) => {
      if (user.role !== 'finance') {
        const invoice = await find(id)
        const reason = `${user.role} may not void invoices`
        await daybook.log('invoice.voided', {
          target: invoiceReference(invoice),
          data: amountOf(invoice),
          outcome: 'denied',
          reason,
        })
        throw new Problem(403, reason)
      }
      return keepingAttempts(
        () =>
          dataSource.transaction(async (em) => {
            const invoice = await move(em, id, ['draft', 'sent'], 'void')
            await daybook.log('invoice.voided', {
              target: invoiceReference(invoice),
              data: amountOf(invoice),
              tx: em,
            })
            return invoice
          }),
        (failure) => daybook.log('invoice.voided', failure),
      )
    },
  }
}

export type Invoices = ReturnType<typeof createInvoices>

class WrongStatus extends Problem {
  readonly invoice: Invoice

  constructor(invoice: Invoice) {
    super(409, `${invoice.number} is ${invoice.status === 'void' ? 'void' : `${invoice.status} already`}`)
    this.invoice = invoice
  }
}

/** Runs `work`. What the invoice's status forbids is logged when the transaction is over: that event stays. */
async function keepingAttempts<T>(
  work: () => Promise<T>,
  log: (failure: ReturnType<typeof failed>) => Promise<unknown>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof WrongStatus) await log(failed(error))
    throw error
  }
}

function failed({ invoice, message }: WrongStatus) {
  return {
    target: invoiceReference(invoice),
    data: amountOf(invoice),
    outcome: 'failure',
    reason: message,
  } as const
}

function amountOf({ amount, currency }: Invoice) {
  return { amount, currency }
}
