import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { importHistory } from '../src/demo/import-history.ts'
import { madeUpHistory } from '../src/demo/made-up-history.ts'
import { readHistory } from '../src/demo/read-history.ts'
import { databases } from './databases.ts'
import { startApp } from './start-app.ts'

const { signal } = new AbortController()

const line = (index: number) => ({
  action: 'file.modified',
  occurredAt: '2015-01-01T10:00:00+02:00',
  tenant: 'somewhere',
  actor: { type: 'developer', id: 'd1' },
  target: { type: 'file', id: `src/${index}.ts` },
  requestId: `commit-${index % 10}`,
  data: { insertions: index },
})

for (const { name, isThere, create } of databases)
  describe.skipIf(!isThere)(`an import on ${name}`, () => {
    it('adds each line once, however often it runs, and steps over what is no event', async () => {
      await using database = await create()
      await using folder = await databases[0].create()
      await using app = await startApp(database.location)
      const lines = Array.from({ length: 1_234 }, (_, index) => JSON.stringify(line(index)))
      lines.splice(700, 0, 'no JSON', '7', JSON.stringify({ ...line(0), action: '' }), '', '')
      const path = join(dirname(folder.location), 'history.ndjson.gz')
      await writeFile(path, gzipSync(lines.join('\n')))

      const run = () => importHistory({ ...app, history: readHistory(path), signal, onProgress: () => {} })
      expect(await run()).toEqual({ read: 1_237, added: 1_234, refused: 3 })
      expect(await run()).toEqual({ read: 1_237, added: 0, refused: 3 })
      expect(await app.daybook.count({ tenant: 'somewhere' })).toBe(1_234)
      const { events } = await app.daybook.find({
        tenant: 'somewhere',
        target: { type: 'file', id: 'src/7.ts' },
      })
      expect(events).toMatchObject([
        {
          occurredAt: new Date('2015-01-01T08:00:00Z'),
          actor: { type: 'developer', id: 'd1' },
          requestId: 'commit-7',
          data: { insertions: 7 },
        },
      ])
    })

    it('makes up a history that is the same all day', async () => {
      await using database = await create()
      await using app = await startApp(database.location)
      const now = Date.now()
      const run = (at: number) =>
        importHistory({ ...app, history: madeUpHistory(at), signal, onProgress: () => {} })
      const { read, added } = await run(now)
      expect(added).toBe(read)
      expect(read).toBeGreaterThan(1_500)
      expect(read).toBeLessThan(2_600)
      expect(await run(now)).toEqual({ read, added: 0, refused: 0 })
    })
  })
