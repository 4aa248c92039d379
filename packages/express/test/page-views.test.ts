import { createDaybook } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { guard, logPageView, requestContext, wrapController } from '@daybook/express'
import express, { type Request, type Response } from 'express'
import { describe, expect, it } from 'vitest'
import { serve } from './serve.ts'

class Report {
  private readonly title = 'report'
  get(_req: Request, res: Response) {
    res.send(this.title)
  }
}

describe('row 54: page views of classes and of whole routers', () => {
  it('logs the handlers of a class, and, outside of a guard, what it refuses', async () => {
    const daybook = createDaybook({ store: createMemoryStore() })
    const LoggedReport = wrapController(Report, (handler) => logPageView(daybook, handler))
    const report = new LoggedReport()
    const guarded = express.Router()
    guarded.use(guard(daybook, (req) => req.get('x-key') === 'right'))
    guarded.get('/', (_req, res) => void res.send('secret'))

    const app = express()
    app.use(requestContext(daybook))
    app.get('/report', (req, res) => report.get(req, res))
    app.use('/secret', logPageView(daybook, guarded, { mode: 'strict' }))
    await using server = await serve(app)
    expect(await (await fetch(`${server.url}/report`)).text()).toBe('report')
    expect((await fetch(`${server.url}/secret`)).status).toBe(401)
    expect((await fetch(`${server.url}/secret`, { headers: { 'x-key': 'right' } })).status).toBe(200)
    const notes = async () => {
      await daybook.flush()
      return (await daybook.find({ order: 'oldest' })).events.map(({ action, note }) => [action, note])
    }
    await expect.poll(notes).toEqual([
      ['PageViewed', '/report'],
      ['authz_fail', '/secret'],
      ['PageError', '/secret\nResponse Code: 401'],
      ['PageViewed', '/secret'],
    ])
  })
})
