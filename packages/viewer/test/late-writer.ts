// Writes events in transactions that commit in another order than they began, one in ten rolled back, and says at the end
// how many it committed. Run by live-processes.test.ts: node late-writer.ts <database URL> <transactions>
import { createDaybook } from '@daybook/core'
import { createPgStore, type PgClient } from '@daybook/sql/pg'
import pg from 'pg'

const [url = '', count = '0'] = process.argv.slice(2)
const pool = new pg.Pool({ connectionString: url, max: 8 })
const daybook = createDaybook<PgClient>({ store: createPgStore(pool, { feed: true }) })
let next = 0
let committed = 0

async function write(): Promise<void> {
  for (let number = next++; number < Number(count); number = next++) {
    const client = await pool.connect()
    await client.query('BEGIN')
    await daybook.log('work.done', { tx: client, data: { number } })
    await new Promise((resolve) => setTimeout(resolve, (number * 7919) % 40))
    const undone = number % 10 === 3
    await client.query(undone ? 'ROLLBACK' : 'COMMIT')
    if (!undone) committed++
    client.release()
  }
}

await Promise.all(Array.from({ length: 8 }, write))
await pool.end()
console.log(committed)
