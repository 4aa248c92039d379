import { openBenchDatabase } from './bench-database.ts'
import { loadRows } from './load-rows.ts'

// node bench/load.ts <file of events> <rows> <database URL>: fills a database that is there, for `queries.bench.ts`.
const [file = '', rows = '', url = ''] = process.argv.slice(2)
const database = openBenchDatabase(url)
await loadRows(database, { file, rows: Number(rows), tell: console.log })
await database.close()
