// Throw-away PostgreSQL, MariaDB, Redis and NATS for tests and for trying things out.
//
//   node scripts/servers.mjs [engine …]    starts them, prints `export DAYBOOK_TEST_…_URL=…` lines, stops on Ctrl-C
//
// A server comes from the binaries of this machine, on a free port, with its data in a temporary folder. Where the
// environment names one already (DAYBOOK_TEST_POSTGRES_URL and its like), that one is used and nothing is started.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { engineNames, urlVariable } from './servers/names.mjs'

const keeper = fileURLToPath(new URL('./servers/keeper.mjs', import.meta.url))

export const isCi = () => !['', '0', 'false', undefined].includes(process.env.CI)

/**
 * Finds or starts the engines, in parallel, and resolves when each one answers.
 *
 * What was started stops with `stop()`, and in any case when this process is gone, however it ended: the servers
 * belong to a small keeper process that watches for that. An engine this machine lacks is in `skipped` with the
 * reason and the command that would add it. With CI set it is installed where possible, and if it is still missing
 * the call rejects.
 *
 * @param {{ engines?: readonly import('./servers/names.mjs').EngineName[] }} [options] default: all engines
 * @returns {Promise<import('./servers/names.mjs').Servers>}
 */
export const startServers = async ({ engines = engineNames } = {}) => {
  const given = engines.filter((name) => process.env[urlVariable(name)])
  const wanted = engines.filter((name) => !given.includes(name))
  const urls = Object.fromEntries(given.map((name) => [name, process.env[urlVariable(name)]]))
  if (wanted.length === 0) return { urls, skipped: {}, stop: async () => {} }

  const { report, stop } = await startKeeper({ engines: wanted, mayInstall: isCi() })
  const problems = { ...report.failed, ...(isCi() ? report.skipped : {}) }
  if (Object.keys(problems).length > 0) {
    await stop()
    throw new Error(
      Object.entries(problems)
        .map(([name, reason]) => `${name}: ${reason}`)
        .join('\n'),
    )
  }
  return { urls: { ...urls, ...report.urls }, skipped: report.skipped, stop }
}

const startKeeper = async (request) => {
  // Detached: Ctrl-C at the terminal must reach the tests, not the servers they are still using.
  const child = spawn(process.execPath, [keeper, JSON.stringify(request)], {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })
  const first = await Promise.race([once(lines, 'line'), exited.then(() => undefined)])
  if (!first)
    throw new Error(`the keeper of the test servers ended early (${child.exitCode ?? child.signalCode})`)
  // From here on nothing of the keeper keeps this process alive; its end of the pipe closing is the signal to stop.
  for (const each of [child, child.stdin, child.stdout]) each.unref()
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    for (const each of [child, child.stdin, child.stdout]) each.ref()
    child.stdin.end()
    await exited
  }
  return { report: JSON.parse(first[0]), stop }
}

const main = async () => {
  const unknown = process.argv.slice(2).filter((name) => !engineNames.includes(name))
  if (unknown.length > 0) {
    console.error(`unknown engine ${unknown.join(', ')}; there are: ${engineNames.join(', ')}`)
    process.exit(2)
  }
  const engines = process.argv.length > 2 ? process.argv.slice(2) : engineNames
  const { urls, skipped, stop } = await startServers({ engines })
  for (const [name, url] of Object.entries(urls)) console.log(`export ${urlVariable(name)}='${url}'`)
  for (const [name, reason] of Object.entries(skipped)) console.error(`# skipped ${name}: ${reason}`)
  console.error('# running until Ctrl-C')
  const hold = setInterval(() => {}, 2 ** 30)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, async () => {
      await stop()
      clearInterval(hold)
    })
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    console.error(error.message)
    process.exit(1)
  })
}
