import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A server that nobody else uses. */
export interface OwnServer {
  readonly url: string
  /** With SIGKILL; resolves when it is gone. */
  kill(): Promise<void>
  /** After a kill: on the same port, with the same files. */
  restart(): Promise<void>
  /** Stops it, and what it started, with SIGSTOP. */
  pause(): Promise<void>
  resume(): Promise<void>
  close(): Promise<void>
}

// What `scripts/servers` leaves out for speed: an acknowledged commit is in the files of the operating system.
const lasting = {
  postgres: ['-c', 'synchronous_commit=on', '-c', 'full_page_writes=on'],
  mariadb: ['--innodb-flush-log-at-trx-commit=2', '--innodb-doublewrite=1'],
  redis: [],
}

/** Starts a server of an engine, with flags of its own. It ends with this process. */
export async function openOwnServer(
  engine: keyof typeof lasting,
  flags: readonly string[] = [],
): Promise<OwnServer> {
  const keeper = fileURLToPath(new URL('./server-keeper.ts', import.meta.url))
  const request = JSON.stringify({ engine, flags: [...lasting[engine], ...flags] })
  // Detached: Ctrl-C at the terminal must reach the harness, which then closes it.
  const child = spawn(process.execPath, ['--no-warnings', keeper, request], {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const answer = async (): Promise<{ url?: string; error?: string }> => {
    const { value, done } = await lines.next()
    if (done) throw new Error(`the keeper of ${engine} ended`)
    return JSON.parse(value)
  }
  const tell = async (command: string) => {
    child.stdin.write(`${command}\n`)
    const { error } = await answer()
    if (error) throw new Error(error)
  }
  const { url = '' } = await answer()
  return {
    url,
    kill: () => tell('kill'),
    restart: () => tell('restart'),
    pause: () => tell('pause'),
    resume: () => tell('resume'),
    async close() {
      child.stdin.end()
      await exited
    },
  }
}
