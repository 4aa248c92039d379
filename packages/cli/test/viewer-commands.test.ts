import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { expect, test, vi } from 'vitest'
import { invoiceStory, openWorld, type Ran, run } from './cli-rig.ts'

/** Starts a command that serves, hands its address on, and stops it. */
async function serving(
  argv: readonly string[],
  url: string | undefined,
  work: (address: string) => Promise<void>,
): Promise<Ran> {
  const stopping = new AbortController()
  let told = ''
  const listening = new AbortController()
  const ended = run(argv, {
    url,
    signal: stopping.signal,
    onErr(text) {
      told += text
      if (/http:\S+/.test(told)) listening.abort()
    },
  })
  try {
    await Promise.race([
      vi.waitFor(() => expect(listening.signal.aborted).toBe(true), 25_000),
      ended.then(({ err }) => Promise.reject(new Error(`It ended: ${err}`))),
    ])
    await work(/http:\S+/.exec(told)?.[0] ?? '')
  } finally {
    stopping.abort()
  }
  return ended
}

test('ui serves the viewer to this machine under its own name only', async () => {
  const world = await openWorld('sqlite')
  try {
    await run(['import', '-'], { url: world.url, stdin: invoiceStory })
    const { code, out } = await serving(['ui', '--port', '0'], world.url, async (address) => {
      const page = await fetch(`${address}?since=all`)
      expect(page.status).toBe(200)
      expect(await page.text()).toContain('Ada Lovelace')
      const { request } = await import('node:http')
      const rebound = await new Promise<number | undefined>((resolve, reject) =>
        request(address, { headers: { host: 'evil.example' } }, (response) => {
          response.resume()
          resolve(response.statusCode)
        })
          .on('error', reject)
          .end(),
      )
      expect(rebound).toBe(403)
    })
    expect(code).toBe(0)
    expect(out).toBe('')
  } finally {
    await world.close()
  }
})

test('ui of a database without the table says so, and serves nothing', async () => {
  const world = await openWorld('sqlite', { bare: true })
  try {
    const { code, err } = await run(['ui', '--port', '0'], { url: world.url })
    expect(code).toBe(1)
    expect(err).toContain('DAYBOOK_TABLE_MISSING')
  } finally {
    await world.close()
  }
})

const demoFolders = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('daybook-demo-'))

test('demo makes events up, shows them, and leaves nothing behind', async () => {
  const before = await demoFolders()
  const { code, err } = await serving(
    ['demo', '--port', '0', '--events', '2000'],
    undefined,
    async (address) => {
      const page = await (await fetch(address)).text()
      expect(page).toMatch(/invoice\.paid|user\.signed_in/)
    },
  )
  expect(code).toBe(0)
  expect(err).toContain('2,000 events for a made-up billing company, 30 days')
  const left = (await demoFolders()).filter((name) => !before.includes(name))
  expect(left).toEqual([])
})
