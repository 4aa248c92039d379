import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { serverUrl } from '../../../scripts/test-servers.mjs'
import { readReadme, root, startExample, temporaryFolder } from '../../start-example.ts'
import { testSize } from '../../template.ts'

const readme = readReadme('worker-bullmq')
const isBuilt = process.env.CI !== undefined || existsSync(join(root, 'packages/bullmq/dist'))
const redis = serverUrl('redis')

testSize(readme)

describe.skipIf(!isBuilt || !redis)('started by the commands of its README', { timeout: 60_000 }, () => {
  it('does what was asked for in the name of who asked, and stores what the app logged through Redis', async () => {
    await using scratch = await temporaryFolder()
    const settings = {
      DATABASE: join(scratch.path, 'data/app.db'),
      REDIS_URL: redis ?? '',
      QUEUE_PREFIX: randomUUID(),
    }
    const [request, history] = readme.calls
    if (!request || !history) throw new Error('the README has two calls')
    await using app = await startExample(readme.folder, readme.start, settings)
    expect(await app.answerTo(request.curl, scratch.path)).toEqual(JSON.parse(request.answer))
    // Redis has the event and the job; nobody works yet.
    expect(await app.answerTo(history.curl, scratch.path)).toEqual([])
    await using _ = await startExample(readme.folder, 'npm run worker', settings, /working\n/)
    const events = (answer: string) =>
      new Set(JSON.parse(answer).map((event: object) => JSON.stringify(event)))
    await expect
      .poll(async () => events(JSON.stringify(await app.answerTo(history.curl, scratch.path))), {
        timeout: 20_000,
      })
      .toEqual(events(history.answer))
    const { status } = await fetch(`${app.url}/reports`, { method: 'POST' })
    expect(status).toBe(400)
  })
})
