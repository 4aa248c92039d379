// Owns the servers that startServers() asked for. It reports once on standard output, as a line of JSON, and ends,
// with everything it started, when its standard input closes: that happens when the caller is gone, however it went.
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installPackages } from './install-packages.mjs'
import * as mariadb from './mariadb.mjs'
import * as nats from './nats.mjs'
import * as postgres from './postgres.mjs'
import * as redis from './redis.mjs'
import { freePort, startProcess } from './server-process.mjs'

const attempts = 3
const engines = { postgres, mariadb, redis, nats }
const { engines: wanted, mayInstall } = JSON.parse(process.argv[2])

const folder = mkdtempSync(join(tmpdir(), 'daybook-servers-'))
// PostgreSQL may run as another user than this and has to pass through.
chmodSync(folder, 0o711)
process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))

const report = { urls: {}, skipped: {}, failed: {} }
const running = []
let installing = Promise.resolve()

const findOrInstall = async (engine) => {
  const found = await engine.find()
  if (found || !mayInstall || engine.aptPackages.length === 0) return { found }
  // One after the other: apt takes a lock.
  const problem = installing.then(() => {
    console.error(`▸ installing ${engine.aptPackages.join(' ')}`)
    return installPackages(engine.aptPackages)
  })
  installing = problem.then(() => {})
  const reason = await problem
  return { found: await engine.find(), reason }
}

const startOnFreePort = async (engine, prepared) => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startProcess(engine.start(prepared, await freePort()))
    } catch (error) {
      if (attempt === attempts) throw error
    }
  }
}

const bringUp = async (name) => {
  const engine = engines[name]
  const { found, reason } = await findOrInstall(engine)
  if (!found) {
    report.skipped[name] = `${reason ?? 'not found on this machine'}; to add it: ${engine.advice}`
    return
  }
  const own = join(folder, name)
  mkdirSync(own)
  chmodSync(own, 0o711)
  const server = await startOnFreePort(engine, await engine.prepare(found, own))
  running.push(server)
  report.urls[name] = server.url
}

let isStopping = false
const started = Promise.all(
  wanted.map((name) =>
    bringUp(name).catch((error) => {
      report.failed[name] = error.message
    }),
  ),
)

const stop = async () => {
  if (isStopping) return
  isStopping = true
  await started
  await Promise.all(running.map((server) => server.stop()))
  process.exit(0)
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop)
process.stdin.on('end', stop).on('error', stop).resume()
// A caller that is gone cannot read the report; that is no reason to leave servers behind.
process.stdout.on('error', () => {})

await started
console.log(JSON.stringify(report))
