// `pnpm faults`: provokes faults and prints what became of the events.
//   node src/main.ts [id…] [--soak] [--scale=10] [--write]    an id is that of a row, or the beginning of one: A01, B
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../scripts/run-command.mjs'
import { urlVariable } from '../../scripts/servers/names.mjs'
import { startServers } from '../../scripts/servers.mjs'
import { runRow } from './bench.ts'
import { rows } from './rows.ts'
import { isHeld, type Outcome, scoreLine, scorePage } from './scorecard.ts'

const soakScale = 10

const options = process.argv.slice(2)
const ids = options.filter((option) => !option.startsWith('--'))
const wanted = rows.filter(({ id }) => ids.length === 0 || ids.some((each) => id.startsWith(each)))
const given = options.find((option) => option.startsWith('--scale='))?.slice('--scale='.length)
const scale = Number(given ?? (options.includes('--soak') ? soakScale : 1))

const { urls, stop } = await startServers({ engines: ['postgres', 'mariadb', 'redis'] })
for (const [name, url] of Object.entries(urls))
  process.env[urlVariable(name as 'postgres' | 'mariadb' | 'redis')] = url

const outcomes: Outcome[] = []
for (const row of wanted) {
  const started = performance.now()
  const skipped = row.skip?.() ?? (row.isSoak && scale === 1 ? 'part of the soak' : undefined)
  const outcome: Outcome = { row, ...(skipped !== undefined && { skipped }) }
  if (row.run && skipped === undefined)
    await runRow(row.run, scale).then(
      (finding) => outcomes.push({ ...outcome, finding }),
      (error) => outcomes.push({ ...outcome, error }),
    )
  else outcomes.push(outcome)
  const last = outcomes.at(-1) as Outcome
  console.log(scoreLine(last, performance.now() - started))
  if (last.error) console.error(last.error)
}
await stop()

if (options.includes('--write')) {
  const page = join(root, 'docs/reliability.md')
  writeFileSync(page, scorePage(rows, outcomes, readFileSync(page, 'utf8')))
}
process.exitCode = outcomes.every(isHeld) ? 0 : 1
