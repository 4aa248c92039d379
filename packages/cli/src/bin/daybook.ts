#!/usr/bin/env node
import type { Host } from '../cli/host.ts'
import { version } from '../cli/version.ts'

// Node's own SQLite says once per process that it is experimental: no news for whoever reads a log.
const { emitWarning } = process
process.emitWarning = ((warning: string | Error, ...rest: never[]) => {
  if (!String(warning).startsWith('SQLite is an experimental feature'))
    emitWarning.call(process, warning, ...rest)
}) as typeof process.emitWarning

const argv = process.argv.slice(2)
const [only] = argv

if (argv.length === 1 && (only === '--version' || only === '-V')) {
  process.stdout.write(`${version}\n`)
} else {
  const stopping = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      // Whoever asks twice does not want to wait for a clean end.
      if (stopping.signal.aborted) process.exit(130)
      stopping.abort()
      // Else the process would wait for whoever writes to it.
      process.stdin.destroy()
    })
  // What a closed pipe means is decided where the write fails.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  const host: Host = {
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: process.stdin,
    env: process.env,
    cwd: process.cwd(),
    signal: stopping.signal,
    clock: Date.now,
  }
  const { runCli } = await import('../cli/run-cli.ts')
  process.exitCode = await runCli(argv, host)
}
