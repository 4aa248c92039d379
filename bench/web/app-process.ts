import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const file = fileURLToPath(new URL('server.ts', import.meta.url))

/** An app in a process of its own. */
export interface AppProcess extends AsyncDisposable {
  readonly port: number
  /** Microseconds of CPU time that it has used. */
  cpuMicros(): Promise<number>
}

export async function startApp(...args: readonly string[]): Promise<AppProcess> {
  // What is published, and not the sources that a test runner is told to take.
  const child = fork(file, args, { execArgv: [] })
  const { port } = (await message(child)) as { port: number }
  return {
    port,
    async cpuMicros() {
      const answer = message(child)
      child.send('cpu')
      const { cpu } = (await answer) as { cpu: NodeJS.CpuUsage }
      return cpu.user + cpu.system
    },
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit')
      child.disconnect()
      await exited
    },
  }
}

async function message(child: ChildProcess): Promise<unknown> {
  const waiting = new AbortController()
  const { signal } = waiting
  try {
    const ended = once(child, 'exit', { signal }).then(() => {
      throw new Error('The app has ended.')
    })
    const [said] = await Promise.race([once(child, 'message', { signal }), ended])
    return said
  } finally {
    waiting.abort()
  }
}
