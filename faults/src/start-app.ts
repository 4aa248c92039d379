import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AppOptions } from './app-options.ts'
import type { Bench } from './fault-row.ts'
import { readOracle } from './oracle.ts'
import { until } from './until.ts'

/** How a process ended. */
interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** What it said on standard error. */
  readonly said: string
}

/** A running process of ours. */
export interface StartedProcess {
  readonly ended: Promise<Ending>
  hasEnded(): boolean
  kill(signal: NodeJS.Signals): void
}

/** A running app under test. */
export interface StartedApp extends StartedProcess {
  readonly run: string
  oracle(): ReturnType<typeof readOracle>
  /** Resolves when the app has written down so many, or has ended. */
  has(what: 'issued' | 'acknowledged', count: number): Promise<void>
}

/** Starts one of the programs beside this file, in the time zone of this process or another. It ends when this process does. */
export function startProgram(name: string, argument: object, timeZone?: string): StartedProcess {
  const program = fileURLToPath(new URL(name, import.meta.url))
  const child = spawn(
    process.execPath,
    ['--conditions=daybook-source', '--no-warnings', program, JSON.stringify(argument)],
    {
      stdio: ['pipe', 'ignore', 'pipe'],
      env: { ...process.env, ...(timeZone !== undefined && { TZ: timeZone }) },
    },
  )
  child.stdin.on('error', () => {})
  let said = ''
  child.stderr.on('data', (text) => {
    said = (said + text).slice(-4_000)
  })
  return {
    ended: new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (code, signal) => resolve({ code, signal, said }))
    }),
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    kill: (signal) => void child.kill(signal),
  }
}

/** Starts the app under test, for as long as the bench lasts. */
export function startApp(bench: Bench, options: Omit<AppOptions, 'folder'>): StartedApp {
  const folder = join(bench.folder, options.run)
  mkdirSync(folder, { recursive: true })
  const started = startProgram('./app.ts', { ...options, folder } satisfies AppOptions, options.timeZone)
  bench.onEnd(() => started.hasEnded() || started.kill('SIGKILL'))
  const oracle = () => readOracle(options.run, folder)
  return {
    ...started,
    run: options.run,
    oracle,
    has: (what, count) => until(() => started.hasEnded() || oracle()[what].length >= count, what),
  }
}
