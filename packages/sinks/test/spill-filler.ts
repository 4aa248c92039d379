// A process that appends to a spilling store, one event at a time, and prints what became of each:
//   node spill-filler.ts <database> <spill directory> <how many>
import { isDaybookError } from '@daybook/core'
import { spilling } from '../src/spill.ts'
import { sampleEvents } from './sample-events.ts'
import { openSqliteFile } from './sqlite-store.ts'

const [database = '', directory = '', count = '0'] = process.argv.slice(2)
const store = spilling(openSqliteFile(database).store, directory, { mode: 'accept', onError: () => {} })
const acknowledged: string[] = []
const rejected: { id: string; code: unknown; cause: unknown }[] = []
for (const event of sampleEvents(Number(count), () => ({ note: 'x'.repeat(1_000) })))
  try {
    await store.append([event])
    acknowledged.push(event.id)
  } catch (error) {
    const { cause } = error as { cause?: { code?: unknown } }
    rejected.push({ id: event.id, code: isDaybookError(error) && error.code, cause: cause?.code })
  }
console.log(JSON.stringify({ acknowledged, rejected }))
process.exit()
