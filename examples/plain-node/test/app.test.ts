import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readReadme, root, startExample, temporaryFolder } from '../../start-example.ts'
import { testSize } from '../../template.ts'

const readme = readReadme('plain-node')
const isBuilt = process.env.CI !== undefined || existsSync(join(root, 'packages/viewer/dist'))

testSize(readme)

describe.skipIf(!isBuilt)('started by the command of its README', { timeout: 60_000 }, () => {
  it('logs who did what, also what was refused, and shows it to the admin, started again too', async () => {
    await using scratch = await temporaryFolder()
    const start = () =>
      startExample(readme.folder, readme.start, { DATABASE: join(scratch.path, 'data/app.db') })
    const exported = async (url: string) => {
      const headers = { authorization: 'Bearer choose one' }
      const answer = await fetch(`${url}/admin/events/export.ndjson`, { headers })
      const lines = (await answer.text()).split('\n').filter((line) => line !== '')
      return lines.map((line) => JSON.parse(line)).filter(({ action }) => !action.startsWith('daybook.'))
    }
    const before = await (async () => {
      await using app = await start()
      for (const { curl, answer } of readme.calls)
        expect(await app.answerTo(curl, scratch.path)).toEqual(JSON.parse(answer))
      const headers = { authorization: 'Bearer and another' }
      expect((await fetch(`${app.url}/notes`, { method: 'POST', body: 'mine' })).status).toBe(401)
      expect((await fetch(`${app.url}/admin/events`, { headers })).status).toBe(403)
      expect((await fetch(`${app.url}/notes/1`, { method: 'DELETE', headers })).status).toBe(204)
      expect((await fetch(`${app.url}/notes/1`, { method: 'DELETE', headers })).status).toBe(404)
      const events = await exported(app.url)
      expect(
        events.map(({ action, actor, target, outcome, reason }) => [
          action,
          actor?.id,
          target?.id,
          outcome,
          reason,
        ]),
      ).toEqual([
        ['note.removed', 'writer', '1', 'success', null],
        ['authz_fail', undefined, undefined, 'denied', 'no key'],
        ['note.added', 'writer', '1', 'success', null],
      ])
      expect(new Set(events.map(({ requestId }) => requestId)).size).toBe(3)
      expect(events[2]).toMatchObject({ ip: '127.0.0.1', context: { method: 'POST', path: '/notes' } })
      return events
    })()
    await using app = await start()
    expect(await exported(app.url)).toEqual(before)
  })
})
