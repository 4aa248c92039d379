// A worker that takes a job and never finishes it. `node hanging-worker.ts <redis url> <queue>`
import { createEventsProcessor } from '@daybook/bullmq'
import { Worker } from 'bullmq'

const [url, name] = process.argv.slice(2) as [string, string]
const hanging = createEventsProcessor({
  append() {
    process.stdout.write('taken')
    return new Promise(() => undefined)
  },
})
new Worker(name, hanging, {
  connection: { url },
  lockDuration: 200,
  skipLockRenewal: true,
  // No other worker looks for lost jobs sooner than this after one did.
  stalledInterval: 50,
})
