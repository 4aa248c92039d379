import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../scripts/run-command.mjs'
import { urlVariable } from '../scripts/servers/names.mjs'
import { startServers } from '../scripts/servers.mjs'
import { freshDatabase } from '../scripts/test-servers.mjs'
import { openBenchDatabase } from './bench-database.ts'
import { loadRows } from './load-rows.ts'

// pnpm bench:full: all suites with what `pnpm bench` leaves out, which is the tables of 100 thousand, a million and, on
// PostgreSQL, ten million rows, a million events through the relay, and more rounds. Takes half an hour and 12 GB of disk.

const sizes = {
  sqlite: [100_000, 1_000_000],
  mariadb: [100_000, 1_000_000],
  postgres: [100_000, 1_000_000, 10_000_000],
}

const { urls, skipped, stop } = await startServers({ engines: ['postgres', 'mariadb'] })
for (const [name, url] of Object.entries(urls)) process.env[urlVariable(name)] = url
for (const [name, reason] of Object.entries(skipped)) console.warn(`leaving out ${name}: ${reason}`)

const folder = await mkdtemp(join(tmpdir(), 'daybook-bench-'))
const drops = [() => rm(folder, { recursive: true })]
const filled = []
for (const engine of ['sqlite', ...Object.keys(urls)])
  for (const rows of sizes[engine] ?? []) {
    const made = engine === 'sqlite' ? undefined : await freshDatabase(engine)
    if (made) drops.push(() => made.drop())
    const url = made?.url ?? `sqlite:${join(folder, `${rows}.db`)}`
    const database = openBenchDatabase(url)
    await loadRows(database, { rows, tell: (progress) => console.log(`${engine}, ${progress}`) })
    await database.close()
    filled.push(url)
  }

const { status } = spawnSync('npx', ['--no-install', 'vitest', 'run', '--config', 'vitest.bench.config.ts'], {
  cwd: root,
  stdio: 'inherit',
  env: {
    ...process.env,
    DAYBOOK_BENCH_FULL: '1',
    DAYBOOK_BENCH_DATABASES: filled.join(' '),
    DAYBOOK_BENCH_EVENTS: '1000000',
    DAYBOOK_BENCH_OUTAGE: '60000',
  },
})
for (const drop of drops) await drop()
await stop()
process.exitCode = status ?? 1
