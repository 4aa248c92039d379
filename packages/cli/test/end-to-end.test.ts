import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFeedStatements, eventTable } from '@daybook/sql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commands } from '../src/cli/commands.ts'
import { bare, type Hands, inPipe, inTerminal, once, type Starting } from './bin-rig.ts'
import {
  type Engine,
  engines,
  hasEngine,
  invoiceStory,
  openWorld,
  run,
  story,
  type World,
} from './cli-rig.ts'

/** What a command is asked, and what it answers on each stream. */
interface Row {
  readonly argv: readonly string[]
  /** On stdout; nothing unless said. */
  readonly out?: RegExp
  /** On stderr; nothing unless said. */
  readonly err?: RegExp
  /** Ctrl-C is pressed once this was written. */
  readonly until?: RegExp
  /** Its lines are for people: none is wider than the terminal. */
  readonly isFitted?: boolean
  /** What is stored before, each time. */
  readonly stored?: string
}

const oldEvents = story(
  ['old.one', 'old.two', 'kept'].map((action) => ({
    action,
    occurredAt: '2025-01-01T00:00:00Z',
    tenant: 'old',
  })),
)

const rowsOf = (id: string): Readonly<Record<string, Row>> => ({
  find: {
    argv: ['find', 'actor:ada', '--action', 'invoice.*'],
    out: /^(.* ○ .*Ada Lovelace +invoice\..*\n){3}$/,
    isFitted: true,
  },
  show: {
    argv: ['show', id],
    out: /^○ invoice\.updated\n {2}id +[0-9a-f-]{36}\n[\s\S]*due_on\n {4}- "2026-12-01"\n {4}\+ "2026-12-15"\n/,
    isFitted: true,
  },
  history: {
    argv: ['history', 'Invoice:42'],
    out: /^Invoice INV-0042 \(Invoice:42\) {2}5 events, first .* UTC\n(.*\n){5}$/,
    isFitted: true,
  },
  tail: {
    argv: ['tail', 'action:user.*', '--lines', '2', '--interval', '20'],
    out: /^(.*user\.signed_in.*\n){2}/,
    until: /(user\.signed_in[\s\S]*){2}\n/,
    err: /2 events in \d+ s\n$/,
    isFitted: true,
  },
  stats: {
    argv: ['stats', 'action:invoice.*'],
    out: /^5 events {2}3 success, .*\n\nAll actors .*\n {2}last 7 days +3 +3\n[\s\S]*Top actions\n/,
    isFitted: true,
  },
  export: {
    argv: ['export', 'target:Invoice:42'],
    out: /^(\{"id":.*\}\n){5}/,
    err: /✔ 5 events, \d kB, \d+ s\.\n$/,
  },
  import: { argv: ['import', 'events.ndjson'], err: /^✔ 0 events imported, 7 there already, \d+ s\.\n$/ },
  prune: {
    argv: ['prune', '--keep', '30d', '--action', 'old.*', '--yes'],
    err: /^✔ Deleted 2 events older than 20.* UTC \(.* % of \d+\), \d+ s\.\n$/,
    stored: oldEvents,
  },
  emit: {
    argv: ['emit', 'test.hello', '--tenant', 'test', '--note', 'said by hand'],
    out: /^.* ○ nobody +test\.hello +said by hand\n/,
    err: /✔ Stored as [0-9a-f-]{36}\.\n$/,
    isFitted: true,
  },
  migration: { argv: ['migration'], out: /^CREATE TABLE .*\n[\s\S]*CREATE .*INDEX .*;\n$/i },
  doctor: {
    argv: ['doctor'],
    out: /^✔ Node .*\n✔ Connected to .*\n[\s\S]*✔ An event was stored and taken back[\s\S]*\n0 errors, \d warnings?\n$/,
  },
  info: {
    argv: ['info'],
    out: /^daybook +\d.*\nnode +\d.*\nsystem .*\ndatabase +(SQLite|PostgreSQL|MariaDB) \d/,
  },
  ui: {
    argv: ['ui', '--port', '0'],
    err: /^✔ Viewer of .*: http:\/\/127\.0\.0\.1:\d+\/ /,
    until: /http:\S+/,
  },
  demo: {
    argv: ['demo', '--port', '0', '--events', '300'],
    err: /✔ 300 events for a made-up billing company, 30 days\n✔ Viewer: http:\/\/127\.0\.0\.1:\d+\/ /,
    until: /daybook find --url \S+\s/,
  },
  init: {
    argv: ['init', '--dry-run'],
    out: /^Found typeorm 1\.1\.1, .*ESM, .*\n( {2}write .*\n)+Nothing was written\.\n$/,
  },
  completion: { argv: ['completion', 'bash'], out: /complete -o default -F _daybook daybook\n$/ },
})

test('the table has every command', () => {
  expect(Object.keys(rowsOf('')).sort()).toEqual(commands.map(({ name }) => name).sort())
})

const drivers: Readonly<Record<Engine, string>> = {
  sqlite: 'better-sqlite3',
  postgres: 'pg',
  mariadb: 'mysql2',
}
const unreachable: Readonly<Record<Engine, string>> = {
  sqlite: 'nowhere.db',
  postgres: 'postgres://nobody@127.0.0.1:1/app',
  mariadb: 'mysql://nobody@127.0.0.1:1/app',
}

describe.each(engines.filter(hasEngine))('the built bin on %s', (engine) => {
  let world: World
  let rows: Readonly<Record<string, Row>>
  beforeAll(async () => {
    world = await openWorld(engine)
    for (const statement of createFeedStatements(world.connection.dialect, eventTable({})))
      await world.sql(statement)
    await run(['import', '-'], { url: world.url, stdin: invoiceStory })
    const { out } = await run(['find', 'action:invoice.updated', '--json'], { url: world.url })
    rows = rowsOf((JSON.parse(out) as { readonly id: string }).id)
    await writeFile(join(world.folder, 'events.ndjson'), (await run(['export'], { url: world.url })).out)
    const dependencies = { typeorm: '1.1.1', [drivers[engine]]: '1.0.0' }
    await writeFile(join(world.folder, 'package.json'), JSON.stringify({ type: 'module', dependencies }))
  })
  afterAll(() => world.close())

  const prepared = async (name: string): Promise<readonly [Row, Starting]> => {
    const row = rows[name] as Row
    if (row.stored) await run(['import', '-'], { url: world.url, stdin: row.stored })
    const onWritten = row.until && once(row.until, ({ interrupt }) => interrupt())
    return [row, { url: world.url, cwd: world.folder, ...(onWritten && { onWritten }) }]
  }

  test.each(Object.keys(rowsOf('')))(
    '%s in a pipe: data on stdout, words on stderr, no colours',
    async (name) => {
      const [row, starting] = await prepared(name)
      const { code, out, err } = await inPipe(row.argv, starting)
      expect(err).toMatch(row.err ?? /^$/)
      expect(out).toMatch(row.out ?? /^$/)
      expect(out + err).not.toContain('\u001b')
      expect(code).toBe(0)
    },
  )

  test.each(Object.keys(rowsOf('')))('%s in a terminal, which it leaves as it was', async (name) => {
    const [row, starting] = await prepared(name)
    const { code, out } = await inTerminal(row.argv, starting)
    // Both streams are one, and Ctrl-C is echoed.
    const shown = bare(out).replace('^C', '')
    if (row.out) expect(shown).toMatch(new RegExp(row.out.source.replace(/\$$/, ''), row.out.flags))
    if (row.err) expect(shown).toMatch(new RegExp(row.err.source.replace(/^\^/, ''), row.err.flags))
    if (row.isFitted) for (const line of shown.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    expect(code).toBe(0)
  })

  test('ends with 1 for a finding, 2 for wrong usage, 3 for a database that is not there', async () => {
    const codes = async (...argv: string[]) => {
      const { url, folder: cwd } = world
      const [piped, shown] = [await inPipe(argv, { url, cwd }), await inTerminal(argv, { url, cwd })]
      expect(piped.out).toBe('')
      expect(piped.err).toMatch(/^✖ .+\n(?: .*\n)* {2}Fix: .+\n$/)
      expect(bare(shown.out)).toBe(piped.err)
      return [piped.code, shown.code]
    }
    expect(await codes('show', '01a1feab-a79a-7d09-85d9-8c402ef66540')).toEqual([1, 1])
    expect(await codes('find', '--table', 'no_such_table')).toEqual([1, 1])
    expect(await codes('find', 'actr:ada')).toEqual([2, 2])
    expect(await codes('find', '--nosuch')).toEqual([2, 2])
    expect(await codes('find', '--url', unreachable[engine])).toEqual([3, 3])
  })
})

describe('Ctrl-C', () => {
  test('during an import says how to go on, which then stores the rest', async () => {
    const world = await openWorld('sqlite')
    try {
      const events = Array.from({ length: 2_500 }, (_, index) => ({
        action: `many.${index}`,
        occurredAt: '2026-01-01T00:00:00Z',
        note: 'x'.repeat(100),
      }))
      const lines = story(events)
      const stored = async () => (await world.sql('SELECT id FROM daybook_events')).length
      let hands: Hands | undefined
      const stopped = inPipe(['import', '-'], {
        url: world.url,
        // Half of a line comes last, and stdin stays open: only Ctrl-C ends it.
        stdin: lines.slice(0, lines.indexOf('many.1500')),
        onStarted: (given) => {
          hands = given
        },
      })
      await expect.poll(stored, { timeout: 20_000 }).toBe(1_000)
      hands?.interrupt()
      const { code, out, err } = await stopped
      expect(out).toBe('')
      expect(err).toMatch(
        /^✔ 1,000 events imported, \d+ s\.\nStopped\. To go on: the same command with --skip 1000\n$/,
      )
      expect(code).toBe(130)
      const again = await inPipe(['import', '-', '--skip', '1000'], { url: world.url, stdin: lines })
      expect(again.err).toMatch(/^✔ 1,500 events imported/)
      expect(again.code).toBe(0)
      expect(await stored()).toBe(2_500)
    } finally {
      await world.close()
    }
  })

  test('at the question of init writes nothing, and gives the cursor back', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'daybook-asked-'))
    try {
      const dependencies = { typeorm: '1.1.1', pg: '1.0.0' }
      await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module', dependencies }))
      const asked = once(/Write these files/, ({ interrupt }) => interrupt())
      const { out } = await inTerminal(['init'], { cwd: folder, onWritten: asked })
      expect(bare(out)).toContain('Nothing was written.')
      expect(await readdir(folder)).toEqual(['package.json'])
      const agreed = once(/Write these files/, ({ type }) => type('y'))
      const { out: told, code } = await inTerminal(['init'], { cwd: folder, onWritten: agreed })
      expect(bare(told)).toContain('Wrote 2 files. Nothing else was changed.')
      expect(code).toBe(0)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
