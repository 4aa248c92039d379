// A process that logs through a spilling store until it is killed:
//   node spill-writer.ts <mode> <database> <spill directory> <file of acknowledged ids>
import { appendFileSync } from 'node:fs'
import { createDaybook } from '@daybook/core'
import { type SpillOptions, spilling } from '../src/spill.ts'
import { openSqliteFile } from './sqlite-store.ts'

const [mode, database = '', directory = '', acknowledged = ''] = process.argv.slice(2)
const store = spilling(openSqliteFile(database).store, directory, {
  mode: mode as NonNullable<SpillOptions['mode']>,
  segmentBytes: 16 * 1024,
  maxRetryMillis: 50,
  onError: () => {},
})
const daybook = createDaybook({ store })

const log = async (): Promise<void> => {
  for (let number = 0; ; number++) {
    const { id } = await daybook.log('process.counted', {
      data: { pid: process.pid, number, text: 'x'.repeat(number % 400) },
    })
    appendFileSync(acknowledged, `${id}\n`)
  }
}

await Promise.all(Array.from({ length: 16 }, log))
