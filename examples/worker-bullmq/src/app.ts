import type { AddressInfo } from 'node:net'
import { queued } from '@daybook/bullmq'
import { createDaybook } from '@daybook/core'
import { requestContext } from '@daybook/express'
import { Queue } from 'bullmq'
import express, { type Request } from 'express'
import { openStore } from './open-store.ts'
import { queueOptions, type ReportJob } from './queues.ts'

const { store, close } = openStore()
const events = new Queue('daybook', queueOptions)
const reports = new Queue<ReportJob>('reports', queueOptions)
await Promise.all([events.waitUntilReady(), reports.waitUntilReady()])

// log() resolves when Redis has the event; should Redis be away, the store gets it.
const daybook = createDaybook({ store: queued(store, events, { fallback: store }) })

const app = express()
// Stands for your sign-in.
const actorOf = (req: Request) => ({ type: 'User', id: req.get('x-user') ?? 'nobody' })
app.use(requestContext(daybook, { actor: actorOf }), express.json())

app.post('/reports', async (req, res) => {
  const { customer } = Object(req.body)
  if (typeof customer !== 'string') return void res.sendStatus(400)
  await daybook.log('report.requested', { target: { type: 'Customer', id: customer } })
  // The worker goes on in this context: with this actor and this request's id.
  await reports.add('report', { customer, context: daybook.context.serialize() })
  res.status(202).json({ customer, status: 'requested' })
})

app.get('/reports/:customer/history', async (req, res) => {
  const target = { type: 'Customer', id: req.params.customer }
  const { events: found } = await daybook.find({ target, order: 'oldest' })
  res.json(found.map(({ action, actor, requestId }) => ({ action, actor: actor?.id, requestId })))
})

const server = app.listen(Number(process.env.PORT ?? 3000), () => {
  console.log(`http://localhost:${(server.address() as AddressInfo).port}`)
})

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    server.close(async () => {
      await daybook.close()
      await Promise.all([events.close(), reports.close()])
      close()
    })
    server.closeIdleConnections()
  })
