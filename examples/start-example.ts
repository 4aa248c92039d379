// An example does what its README says: its commands are read from there, and run.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

export const root = fileURLToPath(new URL('..', import.meta.url))

/** What the README of an example tells to type. */
export interface Readme {
  readonly folder: string
  /** Builds it, from the root of the repository. */
  readonly build: string
  readonly cd: string
  readonly start: string
  /** Further commands by their fences, with the answers that the fence after each shows. */
  readonly calls: readonly { readonly curl: string; readonly answer: string }[]
}

export function readReadme(name: string): Readme {
  const folder = join(root, 'examples', name)
  const fences = [
    ...readFileSync(join(folder, 'README.md'), 'utf8').matchAll(/^```(?:sh)?\n(.*?)\n```$/gms),
  ].map(([, text = '']) => text.split('\n'))
  const [[build = '', cd = '', start = ''] = [], , ...rest] = fences
  const calls = rest.flatMap((fence, index) =>
    fence.flatMap((curl, line) =>
      curl.startsWith('curl ') ? [{ curl, answer: rest[index + 1]?.[line] ?? '' }] : [],
    ),
  )
  return { folder, build, cd, start, calls }
}

/** A program of an example, until disposed of: then it gets the SIGTERM that a platform sends. */
export interface RunningExample extends AsyncDisposable {
  readonly host: string
  readonly url: string
  /** What a curl of the README answers, asked of this program. */
  answerTo(curl: string, cwd: string): Promise<unknown>
}

/** Starts an example by a command of its README, until it says where it listens, or `ready`. */
export async function startExample(
  folder: string,
  command: string,
  settings: Readonly<Record<string, string>>,
  ready = /http:\/\/localhost:(\d+)\n/,
): Promise<RunningExample> {
  const env = {
    ...process.env,
    // The Node of these tests, whatever else is installed.
    PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
    PORT: '0',
    ...settings,
  }
  const child = spawn('sh', ['-c', command], {
    cwd: folder,
    env,
    // A group of its own: npm, its shell and the app.
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const closed = once(child, 'close')
  let output = ''
  const { promise: listening, resolve: isListening } = Promise.withResolvers<string>()
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
    const said = ready.exec(output)
    if (said) isListening(`127.0.0.1:${said[1]}`)
  })
  const stop = async () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM')
    await closed
  }
  const ended = closed.then(() => Promise.reject(new Error(`ended by itself: ${output}`)))
  const late = AbortSignal.timeout(60_000)
  const never = once(late, 'abort').then(() => Promise.reject(new Error(`does not listen: ${output}`)))
  const host = await Promise.race([listening, ended, never]).catch(async (error: unknown) => {
    await stop()
    throw error
  })
  return {
    host,
    url: `http://${host}`,
    async answerTo(curl, cwd) {
      const { stdout } = await run('sh', ['-c', `${curl.replace('localhost:3000', host)} -s`], { cwd })
      return JSON.parse(stdout)
    },
    [Symbol.asyncDispose]: stop,
  }
}

export async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), 'daybook-template-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
