// Owns one database server that is killed, stopped and started again on purpose, by lines on standard input. When
// that closes, so does the server, and its folder is gone.
//   node server-keeper.ts '{ "engine": "postgres", "flags": ["-c", "max_connections=10"] }'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import * as mariadb from '../../scripts/servers/mariadb.mjs'
import * as postgres from '../../scripts/servers/postgres.mjs'
import * as redis from '../../scripts/servers/redis.mjs'
import { freePort, startProcess } from '../../scripts/servers/server-process.mjs'

const { engine: name, flags } = JSON.parse(process.argv[2] ?? '') as {
  engine: 'postgres' | 'mariadb' | 'redis'
  flags: readonly string[]
}
const engine = { postgres, mariadb, redis }[name]
const folder = mkdtempSync(join(tmpdir(), 'daybook-faults-server-'))
// PostgreSQL may run as another user than this and has to pass through.
chmodSync(folder, 0o711)
process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))

const prepared = await engine.prepare((await engine.find()) as never, folder)
const port = await freePort()
const described = engine.start(prepared as never, port)
const start = () => startProcess({ ...described, args: [...described.args, ...flags] })
let server = await start()
let stopped: readonly number[] = []

/** PostgreSQL has a process for each connection. */
const family = (): readonly number[] => {
  const children = readFileSync(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8')
  return [...children.trim().split(' ').filter(Boolean).map(Number), server.pid as number]
}

const signal = (pid: number, what: NodeJS.Signals) => {
  try {
    process.kill(pid, what)
  } catch {
    // It ended meanwhile.
  }
}

const commands: Readonly<Record<string, () => unknown>> = {
  async kill() {
    signal(server.pid as number, 'SIGKILL')
    await server.exited
  },
  async restart() {
    // What is left of a killed PostgreSQL holds its memory for a moment.
    for (let tries = 1; ; tries++)
      try {
        server = await start()
        return
      } catch (error) {
        if (tries === 100) throw error
        await sleep(100)
      }
  },
  pause() {
    stopped = family()
    for (const pid of stopped) signal(pid, 'SIGSTOP')
  },
  resume() {
    for (const pid of stopped) signal(pid, 'SIGCONT')
    stopped = []
  },
}

const stop = async () => {
  commands.resume?.()
  await server.stop()
  process.exit(0)
}
for (const each of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(each, stop)
process.stdout.on('error', () => {})

const answer = (line: object) => console.log(JSON.stringify(line))
answer({ url: server.url })
for await (const line of createInterface({ input: process.stdin }))
  await Promise.resolve(commands[line]?.()).then(
    () => answer({}),
    (error: Error) => answer({ error: error.message }),
  )
await stop()
