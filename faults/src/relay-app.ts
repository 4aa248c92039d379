// A relay that writes down what each sink gets, until it is killed.
//   node relay-app.ts '{ "url": …, "folder": …, "sinks": ["first"] }'
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { createRelay } from '@daybook/core/relay'
import { createPgStore } from '@daybook/sql/pg'
import pg from 'pg'

const { url, folder, sinks } = JSON.parse(process.argv[2] ?? '') as {
  url: string
  folder: string
  sinks: readonly string[]
}
process.stdin.on('end', () => process.exit(3)).resume()

const pool = new pg.Pool({ connectionString: url, max: 4 })
pool.on('error', () => {})
createRelay({
  store: createPgStore(pool, { feed: true }),
  sinks: sinks.map((name) => ({
    name,
    async send(events) {
      const file = openSync(join(folder, name), 'a')
      // Each id by itself, so that a kill also falls between two of a batch.
      for (const { id } of events) writeSync(file, `${id}\n`)
      fdatasyncSync(file)
      closeSync(file)
    },
  })),
  batchSize: 20,
  pollMillis: 10,
  leaseMillis: 300,
  onError: (error) => console.error(error),
}).start()
