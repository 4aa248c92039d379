// `pnpm faults`: provokes faults and prints what became of the events.
//   node src/main.ts [id…] [--soak] [--scale=10] [--write]    an id is that of a row, or the beginning of several: A01, B
import { buildSqlite3 } from '../../scripts/build-sqlite3.mjs'
import { urlVariable } from '../../scripts/servers/names.mjs'
import { startServers } from '../../scripts/servers.mjs'
import { runRow } from './bench.ts'
import { isHeld, keepOutcome, type Outcome } from './outcomes.ts'
import { writePage } from './page.ts'
import { rows } from './rows.ts'
import { restLine, scoreLine } from './scorecard.ts'

const soakScale = 10

const options = process.argv.slice(2)
const ids = options.filter((option) => !option.startsWith('--'))
const isRow = (name: string) => rows.some(({ id }) => id === name)
const isNamed = (id: string, name: string) => (isRow(name) ? id === name : id.startsWith(name))
const wanted = rows.filter(({ id }) => ids.length === 0 || ids.some((name) => isNamed(id, name)))
const given = options.find((option) => option.startsWith('--scale='))?.slice('--scale='.length)
const scale = Number(given ?? (options.includes('--soak') ? soakScale : 1))
const isWriting = options.includes('--write')
if (wanted.length === 0) throw new Error(`no fault is called ${ids.join(' or ')}`)

// Sequelize on SQLite needs it.
await buildSqlite3()
const { urls, stop } = await startServers({ engines: ['postgres', 'mariadb', 'redis'] })
for (const [name, url] of Object.entries(urls))
  process.env[urlVariable(name as 'postgres' | 'mariadb' | 'redis')] = url

for (const row of wanted) {
  const { id, run, skip } = row
  const skipped = skip?.()
  if (run === undefined || skipped !== undefined) {
    console.log(restLine(row, skipped))
    continue
  }
  const started = performance.now()
  const outcome: Outcome = await runRow(run, scale).then(
    (finding) => ({ scale, finding }),
    (error) => {
      console.error(error)
      return { scale, error: String(error) }
    },
  )
  console.log(scoreLine(row, outcome, performance.now() - started))
  if (isWriting) keepOutcome(id, outcome)
  if (!isHeld(outcome)) process.exitCode = 1
}
await stop()
if (isWriting) writePage()
