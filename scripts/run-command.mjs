import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** The environment with the tools of this repository first in PATH, as `pnpm run` would have it. */
export const toolEnvironment = () => ({
  ...process.env,
  TURBO_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
  PATH: [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
})

/** Runs a command to its end and returns what it printed; a failure is a result, not an exception. */
export const capture = (command, args, options = {}) =>
  new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: toolEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      ...options,
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (text) => {
        output += text
      })
    }
    child.on('error', (error) =>
      resolve({ code: 1, output: `${command} could not be started: ${error.message}` }),
    )
    child.on('close', (code) => resolve({ code: code ?? 1, output }))
  })

/** Runs a step that must succeed before this process goes on; quiet ones are heard only when they fail. */
export const runOn = async (command, args, { isQuiet = false } = {}) => {
  const { code, output } = isQuiet
    ? await capture(command, args)
    : await capture(command, args, { stdio: ['ignore', 'inherit', 'inherit'] })
  if (code === 0) return
  process.stderr.write(output)
  process.exit(code)
}

/** Runs the last command of this process: with its terminal, its signals and its exit code. */
export const runHere = (command, args) => {
  const child = spawn(command, args, { cwd: root, env: toolEnvironment(), stdio: 'inherit' })
  // At a terminal Ctrl-C reaches the child as well: this process only has to outlive it.
  const isAtTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY
  process.on('SIGINT', () => isAtTerminal || child.kill('SIGINT'))
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : (code ?? 1)))
}
