import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { textWidth } from '../src/output/text-width.ts'
import { openWorld, run, story, type World } from './cli-rig.ts'

const erase = '\r\u001b[2K'
let world: World

beforeAll(async () => {
  world = await openWorld('sqlite')
  const events = Array.from({ length: 4_000 }, (_, index) => ({
    action: `many.${index}`,
    occurredAt: '2026-01-01T00:00:00Z',
  }))
  await writeFile(join(world.folder, 'many.ndjson'), story(events))
})
afterAll(() => world.close())

/** A second passes at every look at the clock. */
const clock = () => {
  let now = Date.UTC(2026, 10, 21)
  return () => {
    now += 1_000
    return now
  }
}

const commands = [
  ['import', 'many.ndjson'],
  ['export', '--format', 'csv'],
  ['prune', 'action:many.*', '--yes'],
]

test.each([80, 40])(
  'in %d columns one line says how far it is, how fast, and for how long, and goes away',
  async (columns) => {
    for (const argv of commands) {
      const { code, err } = await run(argv, { url: world.url, cwd: world.folder, columns, clock: clock() })
      expect(code, argv[0]).toBe(0)
      // Every drawing begins by erasing the one before; the last erasing is for good.
      const pieces = err.split(erase)
      const drawn = pieces.slice(1, -1)
      expect(drawn.length, argv[0]).toBeGreaterThan(1)
      for (const line of drawn) {
        expect(line, argv[0]).toMatch(/^(Importing|Exporting|Deleting) {2}.*\d(\.\d k)?\/s {2}\d+ % {2}ETA /)
        expect(textWidth(line), line).toBeLessThan(columns)
        expect(line.includes('━')).toBe(columns === 80)
      }
      expect(pieces.at(-1), argv[0]).toMatch(/^✔ [^\n]*\n$/)
    }
  },
)

test('in a pipe only the last line is written', async () => {
  for (const argv of commands) {
    const { code, err } = await run(argv, { url: world.url, cwd: world.folder, clock: clock() })
    expect(code, argv[0]).toBe(0)
    expect(err, argv[0]).toMatch(/^✔ [^\n]*\n$/)
  }
})
