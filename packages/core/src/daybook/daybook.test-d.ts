import { describe, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import {
  type Catalog,
  createDaybook,
  type Daybook,
  type DaybookEvent,
  defineEvents,
  type EventOf,
  type EventStore,
  type Json,
  type Outcome,
} from '../index.ts'
import { createMemoryStore } from '../memory.ts'
import { parseQuery } from '../query.ts'

class Invoice {
  readonly number = 7
}
class User {
  readonly email = ''
}
interface Manager {
  query(sql: string): Promise<unknown>
}
interface Transaction {
  readonly commit: () => Promise<void>
}

const events = defineEvents({
  'user.signed_in': { description: 'Somebody came.' },
  'invoice.paid': { target: 'Invoice', data: z.object({ amount: z.number(), at: z.date() }) },
  'invoice.sent': { target: 'Invoice', data: z.object({ to: z.string().optional() }) },
  'user.renamed': { data: z.object({ name: z.string().transform((name) => name.length) }) },
})

declare const store: EventStore<Manager, { readonly Invoice: Invoice; readonly User: User }>
declare const otherStore: EventStore<Transaction>
const daybook = createDaybook({ store, events })
const data = { amount: 1, at: new Date() }

declare const invoice: Invoice
declare const user: User
declare const manager: Manager
declare const transaction: Transaction
declare const event: DaybookEvent

describe('without a catalog', () => {
  const plain = createDaybook({ store: createMemoryStore() })

  it('any string is an action, with any data', () => {
    expectTypeOf(plain.log('anything')).resolves.toExtend<DaybookEvent>()
    plain.log('CREATED_FOO_WIDGET', { data: { any: new Map() } })
    plain.log('a', { data: [1], actor: { type: 'User', id: 7n }, target: { type: 'Line', id: ['a', 1] } })
    expectTypeOf(plain).toEqualTypeOf<Daybook<Catalog>>()
    plain.on('eventLogged', (logged) => expectTypeOf(logged).toEqualTypeOf<DaybookEvent>())
    plain.on('eventLogged', 'a', (logged) => expectTypeOf(logged.data).toEqualTypeOf<Json>())
  })

  it('an object is no reference', () => {
    // @ts-expect-error: no class is registered
    plain.log('a', { actor: new User() })
    // @ts-expect-error: `typ` is no type
    plain.log('a', { actor: { typ: 'User', id: 7 } })
    // @ts-expect-error: a reference has an id
    plain.log('a', { target: { type: 'User' } })
    // @ts-expect-error: a promise is no reference
    plain.log('a', { target: Promise.resolve({ type: 'User', id: 7 }) })
    // @ts-expect-error: a text is no reference
    plain.log('a', { actor: 'user 7' })
  })

  it('there is no transaction to pass', () => {
    plain.log('a', { tx: null })
    // @ts-expect-error: the memory store has no transactions
    plain.log('a', { tx: {} })
    // @ts-expect-error: nor to be bound to
    plain.within({})
  })
})

describe('an action', () => {
  it('is one of the catalog', () => {
    daybook.log('user.signed_in')
    // @ts-expect-error: it is not in the catalog
    daybook.log('user.signed_on')
    // @ts-expect-error: nor can it be listened to
    daybook.on('eventLogged', 'user.signed_on', () => {})
    // @ts-expect-error: nor looked for
    daybook.find({ action: 'user.signed_on' })
    // @ts-expect-error: nor asked about
    daybook.is(event, 'user.signed_on')
  })
})

describe('the data', () => {
  it('is what the schema takes', () => {
    daybook.log('invoice.paid', { data })
    // @ts-expect-error: the schema needs data
    daybook.log('invoice.paid')
    // @ts-expect-error: also beside other details
    daybook.log('invoice.paid', { note: 'a' })
    // @ts-expect-error: the amount is a number
    daybook.log('invoice.paid', { data: { amount: '1', at: new Date() } })
    // @ts-expect-error: the time is missing
    daybook.log('invoice.paid', { data: { amount: 1 } })
  })

  it('may be left out where nothing in it is required', () => {
    daybook.log('invoice.sent')
    daybook.log('invoice.sent', { note: 'a' })
    daybook.log('invoice.sent', { data: { to: 'a' } })
    // @ts-expect-error: but it cannot be something else
    daybook.log('invoice.sent', { data: { to: 7 } })
  })

  it('is the same for defer(), which answers at once', () => {
    expectTypeOf(daybook.defer('user.signed_in').action).toEqualTypeOf<'user.signed_in'>()
    // @ts-expect-error: its data is required
    daybook.defer('invoice.paid')
    // @ts-expect-error: it is not in the catalog
    daybook.defer('user.signed_on')
  })

  it('is anything where the catalog has no schema', () => {
    daybook.log('user.signed_in', { data: { any: 'thing' } })
  })

  it('comes back as what the schema made of it, as JSON', () => {
    expectTypeOf(daybook.log('invoice.paid', { data })).resolves.toExtend<
      DaybookEvent<'invoice.paid', 'Invoice', { readonly amount: number; readonly at: string }>
    >()
    expectTypeOf(daybook.log('user.renamed', { data: { name: 'Zoë' } }))
      .resolves.toHaveProperty('data')
      .toEqualTypeOf<{ readonly name: number }>()
  })
})

describe('a reference', () => {
  it('is one in parts, an object of a registered class, or null', () => {
    daybook.log('user.signed_in', { actor: user, target: invoice })
    daybook.log('user.signed_in', { actor: { type: 'ApiKey', id: 'k', name: null }, target: null })
    daybook.log('user.signed_in', { actor: null })
    daybook.withActor(user, () => 1)
    daybook.withActor(
      () => user,
      () => 1,
    )
    // @ts-expect-error: a Date is no object of the app
    daybook.log('user.signed_in', { actor: new Date() })
    const later = async () => user
    // @ts-expect-error: the ambient actor is found at once, not later
    daybook.withActor(later, () => 1)
  })

  it('to a target has the type that the catalog names', () => {
    daybook.log('invoice.paid', { data, target: invoice })
    daybook.log('invoice.paid', { data, target: { type: 'Invoice', id: 7 } })
    // @ts-expect-error: a user is no invoice
    daybook.log('invoice.paid', { data, target: user })
    // @ts-expect-error: by name, too
    daybook.log('invoice.paid', { data, target: { type: 'User', id: 7 } })
  })
})

describe('a transaction', () => {
  it('is one of the store', () => {
    daybook.log('user.signed_in', { tx: manager })
    daybook.log('user.signed_in', { tx: null })
    daybook.log('user.signed_in', { tx: undefined })
    daybook.within(manager).log('user.signed_in')
    // @ts-expect-error: that is another ORM's
    daybook.log('user.signed_in', { tx: transaction })
    // @ts-expect-error: it is the same with within()
    daybook.within(transaction)
    // @ts-expect-error: the other way round
    createDaybook({ store: otherStore }).log('a', { tx: manager })
  })

  it('keeps one ORM’s store from passing as another’s', () => {
    // @ts-expect-error: the stores have other transactions
    const wrong: EventStore<Transaction> = store
    // @ts-expect-error: unknown is no transaction either
    const unknowing: EventStore<unknown> = otherStore
    expectTypeOf([wrong, unknowing]).not.toBeAny()
  })

  it('is not given twice', () => {
    // @ts-expect-error: what is bound is bound
    daybook.within(manager).log('user.signed_in', { tx: manager })
  })
})

describe('other details', () => {
  it('have their own types', () => {
    daybook.log('user.signed_in', {
      note: 'a',
      reason: 'b',
      outcome: 'denied',
      changes: { '/a': { before: 1, after: null } },
      occurredAt: '2026-11-21',
      tenant: null,
      context: { requestId: 'r' },
      idempotencyKey: 'k',
    })
    // @ts-expect-error: there are three outcomes
    daybook.log('user.signed_in', { outcome: 'ok' })
    // @ts-expect-error: a time is a Date or a text
    daybook.log('user.signed_in', { occurredAt: Date.now() })
    // @ts-expect-error: a note is text
    daybook.log('user.signed_in', { note: null })
    // @ts-expect-error: there is no such detail
    daybook.log('user.signed_in', { notes: 'a' })
    expectTypeOf<DaybookEvent['outcome']>().toEqualTypeOf<Outcome>()
  })
})

describe('what is heard and found', () => {
  it('has the type of its action in a listener', () => {
    daybook.on('eventLogged', 'invoice.paid', (paid) => {
      expectTypeOf(paid.action).toEqualTypeOf<'invoice.paid'>()
      expectTypeOf(paid.data).toEqualTypeOf<{ readonly amount: number; readonly at: string }>()
      expectTypeOf(paid.target?.type).toEqualTypeOf<'Invoice' | undefined>()
    })
    daybook.once('eventLogged', 'user.signed_in', (signedIn) => {
      expectTypeOf(signedIn.data).toEqualTypeOf<Json>()
      expectTypeOf(signedIn.target?.type).toEqualTypeOf<string | undefined>()
    })
    daybook.on('eventLogged', 'invoice.*', (any) => expectTypeOf(any).toEqualTypeOf<DaybookEvent>())
    daybook.on('eventFailed', (failed, error) => {
      expectTypeOf(failed).toEqualTypeOf<DaybookEvent>()
      expectTypeOf(error).toEqualTypeOf<unknown>()
    })
    expectTypeOf(daybook.on('eventLogged', () => {})).toEqualTypeOf<() => void>()
    // @ts-expect-error: there is no such signal
    daybook.on('eventStored', () => {})
  })

  it('has the type of its action in find, and of several a union', async () => {
    const paid = await daybook.find({ action: 'invoice.paid' })
    expectTypeOf(paid.events).toEqualTypeOf<readonly EventOf<typeof events, 'invoice.paid'>[]>()
    const both = await daybook.find({ action: ['invoice.paid', 'user.renamed'] })
    for (const found of both.events)
      if (found.action === 'user.renamed') expectTypeOf(found.data.name).toEqualTypeOf<number>()
      else expectTypeOf(found.data.amount).toEqualTypeOf<number>()
  })

  it('is a plain event where everything is looked for', async () => {
    expectTypeOf((await daybook.find()).events).toEqualTypeOf<readonly DaybookEvent[]>()
    expectTypeOf((await daybook.find({ tenant: 'acme' })).events).toEqualTypeOf<readonly DaybookEvent[]>()
    expectTypeOf((await daybook.find({ action: 'invoice.*' })).events).toEqualTypeOf<
      readonly DaybookEvent[]
    >()
    expectTypeOf(await daybook.get('x')).toEqualTypeOf<DaybookEvent | null>()
  })

  it('is narrowed by is()', () => {
    if (daybook.is(event, 'invoice.paid')) {
      expectTypeOf(event.action).toEqualTypeOf<'invoice.paid'>()
      expectTypeOf(event.data.amount).toEqualTypeOf<number>()
    } else expectTypeOf(event.data).toEqualTypeOf<Json>()
  })

  it('can be looked for by objects of registered classes only', () => {
    daybook.find({ actor: user, target: [invoice, { type: 'Line' }], not: { actor: { id: 7 } } })
    // @ts-expect-error: a Date is no object of the app
    daybook.find({ actor: new Date() })
  })

  it('cannot be changed', () => {
    // @ts-expect-error: an event is read-only
    event.action = 'other'
    // @ts-expect-error: its references, too
    if (event.actor) event.actor.id = '8'
  })
})

describe('a catalog', () => {
  it('takes only what a definition has', () => {
    // @ts-expect-error: a version is a number
    defineEvents({ 'invoice.paid': { version: '1' } })
    // @ts-expect-error: a schema is a Standard Schema
    defineEvents({ 'invoice.paid': { data: { amount: 'number' } } })
  })
})

it('what parseQuery reads fits every daybook, typed catalog and classes included', () => {
  class Bill {
    id = 1
  }
  const daybook = createDaybook({
    store: createMemoryStore({ references: { Bill } }),
    events: defineEvents({ 'bill.paid': { target: 'Bill' } }),
  })
  const { filter } = parseQuery('action:bill.paid')
  expectTypeOf(daybook.find(filter)).resolves.toHaveProperty('events')
  expectTypeOf(daybook.count(filter)).resolves.toBeNumber()
  // @ts-expect-error the catalog has no such action
  void daybook.find({ action: 'bill.payed' })
})
