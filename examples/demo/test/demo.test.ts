import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

const demo = fileURLToPath(new URL('../dist/demo.js', import.meta.url))

const lines = Array.from({ length: 1_200 }, (_, index) =>
  JSON.stringify({
    action: 'file.added',
    occurredAt: '2020-02-02T02:02:02Z',
    target: { type: 'file', id: `${index}` },
    requestId: 'c1',
  }),
)

// The built demo: run the build first.
describe.skipIf(!existsSync(demo))('the demo', () => {
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'daybook-demo-'))
    await writeFile(join(folder, 'history.ndjson'), lines.join('\n'))
  })

  afterAll(() => rm(folder, { recursive: true, force: true }))

  function start() {
    const env = {
      ...process.env,
      DAYBOOK_DEMO_DIR: folder,
      DAYBOOK_DEMO_DATA: join(folder, 'history.ndjson'),
      DAYBOOK_DEMO_PORT: '0',
    }
    const child = spawn(process.execPath, [demo], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    const run = { child, output: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      run.output += text
    })
    return run
  }

  const printed = (run: { readonly output: string }, text: RegExp) =>
    vi.waitFor(
      () => {
        const found = text.exec(run.output)
        if (!found) throw new Error(`not printed yet: ${text}\n${run.output}`)
        return found
      },
      { timeout: 20_000, interval: 50 },
    )

  it('prints where to look, imports, has traffic, and ends on Ctrl-C; then finds it all there', async () => {
    const first = start()
    const [, url = ''] = await printed(first, /The log +(http\S+)/)
    expect((await fetch(url)).status).toBe(200)
    await printed(first, /Import: 1,200 events added/)
    await vi.waitFor(async () => expect(await (await fetch(url)).text()).toContain('invoice.'), {
      timeout: 15_000,
      interval: 200,
    })
    first.child.kill('SIGINT')
    expect(await once(first.child, 'exit')).toEqual([0, null])
    expect(first.output).toMatch(/Ended\.\n$/)

    const second = start()
    await printed(second, /Import: all 1,200 events were already there/)
    second.child.kill('SIGTERM')
    expect(await once(second.child, 'exit')).toEqual([0, null])
  })
})
