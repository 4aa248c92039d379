import { createEventsProcessor } from '@daybook/bullmq'
import { createDaybook } from '@daybook/core'
import { Worker } from 'bullmq'
import { openStore } from './open-store.ts'
import { type ReportJob, workerOptions } from './queues.ts'

const { store, close } = openStore()
const daybook = createDaybook({ store })

// What the app logs, stored here. A job that is delivered twice is stored once.
const events = new Worker('daybook', createEventsProcessor(store), workerOptions)

// What the app wants done, in the name of whoever asked for it.
const reports = new Worker<ReportJob>(
  'reports',
  ({ data: { customer, context }, id }) =>
    daybook.context.restore(context, async () => {
      await daybook.log('report.built', { target: { type: 'Customer', id: customer }, data: { job: id } })
    }),
  workerOptions,
)

const workers = [events, reports]
for (const worker of workers) worker.on('error', (error) => console.error(error.message))
await Promise.all(workers.map((worker) => worker.waitUntilReady()))
console.log('working')

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, async () => {
    // They finish what they are at.
    await Promise.all(workers.map((worker) => worker.close()))
    await daybook.close()
    close()
  })
