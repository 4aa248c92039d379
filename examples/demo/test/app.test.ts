import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createBrowser } from '../src/demo/browser.ts'
import { Invoice } from '../src/entities/invoice.ts'
import { User } from '../src/entities/user.ts'
import { decliningCard } from '../src/invoices/payment.ts'
import { hashPassword } from '../src/sign-in/password.ts'
import { databases, type TestDatabase } from './databases.ts'
import { password, type StartedApp, startApp } from './start-app.ts'

const card = '4242424242424242'

for (const { name, isThere, create } of databases)
  describe.skipIf(!isThere)(`the example on ${name}`, () => {
    let database: TestDatabase
    let app: StartedApp

    beforeAll(async () => {
      database = await create()
      app = await startApp(database.location)
    })

    afterAll(async () => {
      await app[Symbol.asyncDispose]()
      await database[Symbol.asyncDispose]()
    })

    beforeEach(() => {
      app.announced.length = 0
    })

    const draft = async (browser: Awaited<ReturnType<StartedApp['signedIn']>>, customer = 'Globex') => {
      const answer = await browser.post('/invoices', { customer, amount: 4_200 })
      expect(answer.status).toBe(201)
      return (await answer.json()) as { id: number; number: string }
    }

    const eventsOf = async (id: number) =>
      (await app.daybook.find({ target: { type: 'Invoice', id }, order: 'oldest' })).events

    it('logs who signs in, who fails to, and who signs out', async () => {
      const browser = createBrowser(app.url)
      expect(
        (await browser.post('/sign-in', { email: 'member@example.com', password: 'wrong' })).status,
      ).toBe(401)
      expect(
        (await browser.post('/sign-in', { email: 'nobody@example.com', password: 'wrong' })).status,
      ).toBe(401)
      expect((await browser.post('/sign-in', { email: 'member@example.com', password })).status).toBe(200)
      expect((await browser.post('/sign-out')).status).toBe(200)
      expect((await browser.get('/invoices')).status).toBe(401)

      await vi.waitFor(() => expect(app.announced.at(-1)?.action).toBe('user.signed_out'), {
        timeout: 20_000,
      })
      const { events } = await app.daybook.find({ action: 'user.*', order: 'oldest' })
      const told = events.map(({ action, outcome, reason, actor, data }) => [
        action,
        outcome,
        reason,
        actor?.name,
        data,
      ])
      expect(told).toEqual([
        ['user.sign_in_failed', 'failure', 'wrong password', undefined, { identifier: 'member@example.com' }],
        ['user.sign_in_failed', 'failure', 'unknown e-mail', undefined, { identifier: 'nobody@example.com' }],
        ['user.signed_in', 'success', null, 'Some member', {}],
        ['user.signed_out', 'success', 'logout', 'Some member', {}],
      ])
      expect(JSON.stringify(events)).not.toMatch(/wrong"|correct horse|scrypt/)
      expect(new Set(events.map(({ requestId }) => requestId)).size).toBe(4)
      expect(events.every(({ ip }) => ip === '127.0.0.1')).toBe(true)
    })

    it('keeps the change and its event together', async () => {
      const browser = await app.signedIn('finance@example.com')
      const { id, number } = await draft(browser)
      expect((await browser.post(`/invoices/${id}/send`)).status).toBe(200)
      expect((await browser.post(`/invoices/${id}/pay`, { card })).status).toBe(200)
      const other = await draft(browser)
      expect((await browser.post(`/invoices/${other.id}/void`)).status).toBe(200)

      const events = await eventsOf(id)
      expect(events.map(({ action, outcome }) => [action, outcome])).toEqual([
        ['invoice.created', 'success'],
        ['invoice.sent', 'success'],
        ['invoice.paid', 'success'],
      ])
      for (const event of events)
        expect(event).toMatchObject({
          actor: { type: 'User', name: 'Some finance' },
          target: { name: number },
          data: { amount: 4_200, currency: 'EUR' },
        })
    })

    it('leaves neither change nor event nor signal of a payment that throws after log()', async () => {
      const browser = await app.signedIn('member@example.com')
      const { id } = await draft(browser)
      await vi.waitFor(() => expect(app.announced).toHaveLength(2))
      const answer = await browser.post(`/invoices/${id}/pay`, { card: decliningCard })
      expect(answer.status).toBe(402)

      // A later event is announced: had there been a signal, it would have come before.
      expect((await browser.post(`/invoices/${id}/send`)).status).toBe(200)
      await vi.waitFor(() => expect(app.announced.at(-1)?.action).toBe('invoice.sent'), { timeout: 20_000 })
      expect(await app.dataSource.manager.findOneByOrFail(Invoice, { id })).toMatchObject({ status: 'sent' })
      expect((await eventsOf(id)).map(({ action }) => action)).toEqual(['invoice.created', 'invoice.sent'])
      expect(app.announced.filter(({ action }) => action === 'invoice.paid')).toEqual([])
    })

    it('keeps what was denied and what failed, with the reason', async () => {
      const browser = await app.signedIn('member@example.com')
      const { id, number } = await draft(browser)
      expect((await browser.post(`/invoices/${id}/void`)).status).toBe(403)
      expect((await browser.post(`/invoices/${id}/pay`, { card })).status).toBe(200)
      expect((await browser.post(`/invoices/${id}/pay`, { card })).status).toBe(409)

      const events = await eventsOf(id)
      expect(events.map(({ action, outcome, reason }) => [action, outcome, reason])).toEqual([
        ['invoice.created', 'success', null],
        ['invoice.voided', 'denied', 'member may not void invoices'],
        ['invoice.paid', 'success', null],
        ['invoice.paid', 'failure', `${number} is paid already`],
      ])
      expect(events.every(({ actor }) => actor?.name === 'Some member')).toBe(true)
      expect(await app.dataSource.manager.findOneByOrFail(Invoice, { id })).toMatchObject({ status: 'paid' })
    })

    it('takes one of several payments at once', async () => {
      const browser = await app.signedIn('member@example.com')
      const { id } = await draft(browser)
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => browser.post(`/invoices/${id}/pay`, { card })),
      )
      expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(409)])
      const paid = (await eventsOf(id)).filter(({ action }) => action === 'invoice.paid')
      expect(paid.map(({ outcome }) => outcome).sort()).toEqual([...Array(7).fill('failure'), 'success'])
    })

    it('attributes 200 concurrent requests of different users to the right ones', {
      timeout: 60_000,
    }, async () => {
      // Cheap to check: two hundred of the usual ones would be all that this test measures.
      const passwordHash = await hashPassword(password, 1_024)
      const emails = Array.from({ length: 200 }, (_, index) => `user-${index}@example.com`)
      await app.dataSource
        .getRepository(User)
        .insert(emails.map((email) => ({ email, name: email, role: 'member' as const, passwordHash })))
      const browsers = await Promise.all(emails.map((email) => app.signedIn(email)))

      const work = browsers.map(async (browser, index) => {
        const { id } = await draft(browser, emails[index])
        // Every third payment is rolled back, between the others.
        const answer = await browser.post(`/invoices/${id}/pay`, {
          card: index % 3 === 0 ? decliningCard : card,
        })
        expect(answer.status).toBe(index % 3 === 0 ? 402 : 200)
        return id
      })
      const ids = await Promise.all(work)

      let wrong = 0
      for (const [index, id] of ids.entries()) {
        const events = await eventsOf(id)
        expect(events.map(({ action }) => action)).toEqual(
          index % 3 === 0 ? ['invoice.created'] : ['invoice.created', 'invoice.paid'],
        )
        wrong += events.filter(({ actor }) => actor?.name !== emails[index]).length
      }
      const { events: signIns } = await app.daybook.find({ action: 'user.signed_in', limit: 200 })
      expect(new Set(signIns.map(({ actor }) => actor?.name))).toEqual(new Set(emails))
      expect(wrong).toBe(0)
      await vi.waitFor(() => expect(app.announced).toHaveLength(200 + 200 + 133))
    })

    it('shows the log to admins only', async () => {
      const path = '/admin/events/'
      expect((await createBrowser(app.url).get(path)).status).toBe(403)
      expect((await (await app.signedIn('member@example.com')).get(path)).status).toBe(403)
      const answer = await (await app.signedIn('admin@example.com')).get(path)
      expect(answer.status).toBe(200)
      expect(await answer.text()).toContain('user.signed_in')
      await vi.waitFor(async () => {
        const { events } = await app.daybook.find({ action: 'daybook.viewed' })
        expect(events).toMatchObject([{ actor: { type: 'User', name: 'Some admin' } }])
      })
    })

    it('row 11: keeps who it was when a user is deleted', async () => {
      const users = app.dataSource.getRepository(User)
      const account = { email: 'leaving@example.com', name: 'Leaving', role: 'member' as const }
      const { id } = await users.save({ ...account, passwordHash: await hashPassword(password, 1_024) })
      const invoice = await draft(await app.signedIn(account.email))
      await users.delete(id)
      expect(await eventsOf(invoice.id)).toMatchObject([
        { action: 'invoice.created', actor: { type: 'User', id: `${id}`, name: 'Leaving' } },
      ])
    })

    it('has pages that escape what people write, and forms that lead on', async () => {
      const browser = await app.signedIn('member@example.com')
      const { id } = await draft(browser, '<script>alert(1)</script>')
      const { headers } = await browser.get('/')
      expect(headers.get('content-type')).toMatch(/json/)
      const page = await browser.get(`/invoices/${id}`, 'text/html')
      expect(page.headers.get('content-type')).toMatch(/html/)
      const text = await page.text()
      expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
      expect(text).not.toContain('<script')
      expect(await (await browser.get('/invoices', 'text/html')).text()).not.toContain('<script')
      expect(await (await createBrowser(app.url).get('/invoices', 'text/html')).text()).toContain(
        'Sign in first',
      )
    })

    it.each([
      ['/invoices/0', 404],
      ['/invoices/99999999999', 404],
      ['/invoices/1%00', 404],
      ['/nothing', 404],
    ])('answers %s with %i', async (path, status) => {
      const browser = await app.signedIn('member@example.com')
      expect((await browser.get(path)).status).toBe(status)
    })
  })
