import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createConnection } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startServers } from '../servers.mjs'
import { freshDatabase, serverUrl } from '../test-servers.mjs'

const script = fileURLToPath(new URL('../servers.mjs', import.meta.url))

const answers = (url) =>
  new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port: Number(new URL(url).port) })
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
    socket.on('connect', () => socket.destroy())
  })

const isGone = (url) =>
  vi.waitFor(async () => expect(await answers(url)).toBe(false), { timeout: 5_000, interval: 50 })

describe.skipIf(!serverUrl('nats'))('startServers', () => {
  // The integration tests have servers already; these tests want their own.
  beforeEach(() => vi.stubEnv('DAYBOOK_TEST_NATS_URL', ''))
  afterEach(() => vi.unstubAllEnvs())

  it('starts a server that answers, and stops it', async () => {
    const { urls, stop } = await startServers({ engines: ['nats'] })
    expect(await answers(urls.nats)).toBe(true)
    await stop()
    await isGone(urls.nats)
    await stop()
  })

  it('takes the server that the environment names and leaves it running', async () => {
    const own = await startServers({ engines: ['nats'] })
    vi.stubEnv('DAYBOOK_TEST_NATS_URL', own.urls.nats)
    const { urls, stop } = await startServers({ engines: ['nats'] })
    expect(urls).toEqual(own.urls)
    await stop()
    expect(await answers(own.urls.nats)).toBe(true)
    await own.stop()
  })

  it.each(['SIGINT', 'SIGTERM', 'SIGKILL'])(
    'leaves nothing behind when its process gets %s',
    async (signal) => {
      const child = spawn(process.execPath, [script, 'nats'], { stdio: ['ignore', 'pipe', 'ignore'] })
      const [line] = await once(createInterface({ input: child.stdout }), 'line')
      const url = /^export DAYBOOK_TEST_NATS_URL='(.*)'$/.exec(line)[1]
      expect(await answers(url)).toBe(true)
      child.kill(signal)
      await isGone(url)
    },
  )
})

describe.each(['postgres', 'mariadb'])('freshDatabase(%s)', (engine) => {
  it.skipIf(!serverUrl(engine))('makes a database of its own, and removes it', async () => {
    const one = await freshDatabase(engine)
    const other = await freshDatabase(engine)
    expect(one.url).not.toBe(other.url)
    await one.drop()
    await other.drop()
    await other.drop()
  })
})
