import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createFeedStatements, eventTable } from '@daybook/sql'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { engines, hasEngine, invoiceStory, openWorld, run, story, type World } from './cli-rig.ts'

const idOf = (line: string) => (JSON.parse(line) as { readonly id: string }).id
const now = Date.UTC(2026, 10, 21, 12)
const linesOf = (text: string) => text.split('\n').filter((line) => line !== '')

describe.each(engines.filter(hasEngine))('on %s', (engine) => {
  let world: World
  const daybook = (...argv: string[]) => run(argv, { url: world.url, cwd: world.folder })

  beforeAll(async () => {
    world = await openWorld(engine)
    const { code, err } = await run(['import', '-'], { url: world.url, stdin: invoiceStory })
    expect(err).toContain('7 events imported')
    expect(code).toBe(0)
  })
  afterAll(() => world.close())

  test('find takes words and options, newest first', async () => {
    const { code, out, err } = await daybook('find', 'actor:ada', 'since:7d', '--action', 'invoice.*')
    expect(linesOf(out).map((line) => line.replace(/^\S+ \S+ {2}/, ''))).toEqual([
      '○ Ada Lovelace  invoice.paid     Invoice INV-0042  status, paid_at',
      '○ Ada Lovelace  invoice.updated  Invoice INV-0042  due_on "2026-12-01" → "2026-12-15"',
      '○ Ada Lovelace  invoice.created  Invoice INV-0042  amount 4200 · currency EUR',
    ])
    expect(err).toBe('')
    expect(code).toBe(0)
    const oldest = await daybook('find', '--oldest', '--limit', '1', '--json')
    expect(JSON.parse(oldest.out)).toMatchObject({ action: 'invoice.created', data: { amount: 4200 } })
    const csv = await daybook('find', 'outcome:denied', '--csv')
    expect(linesOf(csv.out)).toHaveLength(2)
    expect(csv.out).toMatch(/^occurredAt,action,.*\n\S+,invoice\.voided,denied,needs role: finance,,User,31,/)
  })

  test('find says what is wrong with a query, where, and ends with 2', async () => {
    const { code, out, err } = await daybook('find', 'actr:ada')
    expect(code).toBe(2)
    expect(out).toBe('')
    expect(err).toContain('There is no field `actr`. Did you mean `actor`?\n    actr:ada\n    ^^^^^^^^')
    expect((await daybook('find', '--limit', 'many')).code).toBe(2)
    expect((await daybook('find', '--since', 'soon')).code).toBe(2)
    const nothing = await daybook('find', 'action:nothing')
    expect(nothing).toEqual({ code: 0, out: '', err: 'No event matches.\n' })
  })

  test('show tells all of one event; an unknown id is a finding', async () => {
    const { out: found } = await daybook('find', 'action:invoice.updated', '--json')
    const { code, out } = await daybook('show', idOf(found))
    expect(code).toBe(0)
    expect(out).toContain('○ invoice.updated\n')
    expect(out).toContain('actor     Ada Lovelace (User:7)')
    expect(out).toContain('  due_on\n    - "2026-12-01"\n    + "2026-12-15"')
    const missing = await daybook('show', '01a1feab-a79a-7d09-85d9-8c402ef66540')
    expect(missing).toMatchObject({ code: 1, out: '' })
    expect((await daybook('show', 'x')).code).toBe(2)
  })

  test('history tells the story of a target, oldest first', async () => {
    const { code, out } = await daybook('history', 'Invoice:42')
    expect(code).toBe(0)
    const [title, ...lines] = linesOf(out)
    expect(title).toMatch(
      /^Invoice INV-0042 \(Invoice:42\) {2}5 events, first \d{4}-\d\d-\d\d \d\d:\d\d UTC$/,
    )
    expect(lines.map((line) => line.slice(23))).toEqual([
      '○ Ada Lovelace    created  amount 4200 · currency EUR',
      '○ Ada Lovelace    updated  due_on "2026-12-01" → "2026-12-15"',
      '◆ Service worker  sent     SMTP 451',
      '⊘ User 31         voided   needs role: finance',
      '○ Ada Lovelace    paid     status "open" → "paid", paid_at · → "now"',
    ])
    expect((await daybook('history', 'Invoice')).code).toBe(2)
  })

  test('stats counts events, actors and days', async () => {
    const { out, code } = await daybook('stats', '--json')
    expect(code).toBe(0)
    const stats = JSON.parse(out)
    expect(stats).toMatchObject({
      events: 7,
      usage: [
        { days: 7, used: 3, active: 3 },
        { days: 30, used: 3, active: 3 },
      ],
    })
    expect(stats.facets.action[0]).toEqual({ value: 'user.signed_in', count: 2 })
    expect(stats.days.reduce((sum: number, day: { events: number }) => sum + day.events, 0)).toBe(7)
    expect((await daybook('stats')).out).toMatch(
      /^7 events {2}.*\n\nActors +used +active\n {2}last 7 days +3 +3\n/,
    )
  })

  test('row 75: used is strictly newer than 7 and 30 days, active leaves out who signed up in the window', async () => {
    const target = await openWorld(engine)
    try {
      const ago = (days: number, millis = 0) => new Date(now - days * 86_400_000 + millis).toISOString()
      const event = (id: string, occurredAt: string, action = 'seen') => ({
        action,
        occurredAt,
        actor: { type: 'User', id },
      })
      const stdin = story([
        event('on the bound of 7', ago(7)),
        event('inside 7', ago(7, 1)),
        event('signed up in 7', ago(5), 'user.signed_up'),
        event('signed up in 30', ago(20), 'user.signed_up'),
        event('signed up in 30', ago(2)),
        event('on the bound of 30', ago(30)),
        { action: 'seen', occurredAt: ago(1) },
      ])
      await run(['import', '-'], { url: target.url, stdin })
      const stats = async (...argv: string[]) =>
        (await run(['stats', '--signup', 'user.signed_up', ...argv], { url: target.url, clock: () => now }))
          .out
      expect((JSON.parse(await stats('--json')) as { readonly usage: unknown }).usage).toEqual([
        { days: 7, used: 3, active: 2 },
        { days: 30, used: 4, active: 2 },
      ])
      expect(await stats()).toMatch(/Actors +used +active\n {2}last 7 days +3 +2\n {2}last 30 days +4 +2\n/)
    } finally {
      await target.close()
    }
  })

  test('row 76: unique actors of each day, as table and as CSV, in UTC and with the empty days', async () => {
    const target = await openWorld(engine)
    try {
      const seen = (occurredAt: string, id: string | null) => ({
        action: 'seen',
        occurredAt,
        ...(id !== null && { actor: { type: 'User', id } }),
      })
      const stdin = story([
        seen('2026-11-18T00:00:00Z', '1'),
        seen('2026-11-18T12:00:00Z', '1'),
        seen('2026-11-18T23:59:59.999Z', '2'),
        seen('2026-11-20T00:00:00Z', '1'),
        seen('2026-11-20T01:00:00Z', null),
      ])
      await run(['import', '-'], { url: target.url, stdin })
      const stats = async (...argv: string[]) =>
        (await run(['stats', ...argv], { url: target.url, clock: () => now })).out
      expect(linesOf(await stats('--csv'))).toEqual([
        'day,events,success,failure,denied,uniqueActors',
        '2026-11-18,3,3,0,0,2',
        '2026-11-19,0,0,0,0,0',
        '2026-11-20,2,2,0,0,1',
      ])
      expect(await stats('--plain')).toContain(
        'Each day, 2026-11-18 to 2026-11-20\n  events   3 0 2\n  actors   2 0 1\n  denied   0 0 0\n',
      )
      expect(await stats()).toContain('  events   █ ▆\n  actors   █ ▄\n')
    } finally {
      await target.close()
    }
  })

  test('stats of one tenant or of some events say whose actors are counted', async () => {
    const target = await openWorld(engine)
    try {
      const seen = (tenant: string, id: string) => ({
        action: `seen.${id}`,
        occurredAt: new Date(now - 1_000).toISOString(),
        tenant,
        actor: { type: 'User', id },
      })
      const stdin = story([seen('acme', '1'), seen('acme', '2'), seen('other', '3')])
      await run(['import', '-'], { url: target.url, stdin })
      const stats = async (...argv: string[]) =>
        (await run(['stats', '--top', '1', ...argv], { url: target.url, clock: () => now })).out
      expect(await stats('tenant:acme')).toMatch(
        /^2 events {2}2 success\n\nActors +used +active\n {2}last 7 days +2 +2\n/,
      )
      expect(await stats('action:seen.1')).toMatch(
        /^1 event {2}1 success\n\nAll actors +used +active\n {2}last 7 days +3 +3\n/,
      )
    } finally {
      await target.close()
    }
  })

  test('export and import carry every event over, unchanged, however often', async () => {
    const { out } = await daybook('export')
    expect(linesOf(out)).toHaveLength(7)
    const other = await openWorld(engine)
    const bare = (text: string) => text.replaceAll(/"recordedAt":"[^"]*"/g, '')
    try {
      const into = (file: string, text: string) =>
        writeFile(join(other.folder, file), text).then(() =>
          run(['import', file], { url: other.url, cwd: other.folder }),
        )
      expect((await into('events.ndjson', out)).err).toContain('7 events imported')
      expect((await into('events.ndjson', out)).err).toContain('0 events imported, 7 there already')
      expect(bare((await run(['export'], { url: other.url })).out)).toBe(bare(out))
      const { out: csv } = await daybook('export', '--format', 'csv', '--raw')
      expect((await into('events.csv', csv)).err).toContain('0 events imported, 7 there already')
      await other.sql('DELETE FROM daybook_events')
      expect((await into('events.csv', csv)).err).toContain('7 events imported')
      expect(bare((await run(['export'], { url: other.url })).out)).toBe(bare(out))
      await other.sql('DELETE FROM daybook_events')
      const { out: cloud } = await daybook('export', '--format', 'cloudevents')
      expect((await into('cloud.ndjson', cloud)).err).toContain('7 events imported')
      expect(bare((await run(['export'], { url: other.url })).out)).toBe(bare(out))
    } finally {
      await other.close()
    }
    expect(JSON.parse((await daybook('export', '--format', 'json')).out)).toHaveLength(7)
    expect(JSON.parse((await daybook('export', 'action:none', '--format', 'json')).out)).toEqual([])
  })

  test('export --out writes a whole new file or none', async () => {
    const file = join(world.folder, 'out.ndjson')
    expect(await daybook('export', '--out', 'out.ndjson')).toMatchObject({ code: 0, out: '' })
    expect(linesOf(await readFile(file, 'utf8'))).toHaveLength(7)
    expect((await daybook('export', '--out', 'out.ndjson')).code).toBe(1)
    const stopped = new AbortController()
    stopped.abort()
    const ended = await run(['export', '--out', 'cut.ndjson'], {
      url: world.url,
      cwd: world.folder,
      signal: stopped.signal,
    })
    expect(ended.code).toBe(130)
    for (const name of ['cut.ndjson', 'cut.ndjson.part'])
      await expect(stat(join(world.folder, name))).rejects.toThrow('ENOENT')
  })

  test('import names the records that are no events, stores the others, and can be gone on with', async () => {
    const target = await openWorld(engine)
    try {
      const stdin = story([
        { action: 'a', occurredAt: '2026-01-01T00:00:00Z' },
        { action: 'b' },
        { action: 'c', occurredAt: '2026-01-01T00:00:01Z', outcome: 'odd' },
        { id: 7, action: 'd', occurredAt: '2026-01-01T00:00:02Z' },
      ]).concat('{ no json\n')
      const dry = await run(['import', '-', '--dry-run'], { url: target.url, stdin })
      expect(dry.err).toContain('2 events can be imported, 3 records refused')
      expect((await run(['export'], { url: target.url })).out).toBe('')
      const first = await run(['import', '-', '--skip', '1', '--tenant', 'acme'], { url: target.url, stdin })
      expect(first).toMatchObject({ code: 1 })
      expect(first.err).toContain('1 event imported, 3 records refused')
      expect(first.err).toContain('Records 2, 3, 5 cannot be stored as events.')
      const { out } = await run(['find', 'tenant:acme', '--json'], { url: target.url })
      expect(JSON.parse(out)).toMatchObject({ action: 'd', tenant: 'acme' })
    } finally {
      await target.close()
    }
  })

  test('row 89: prune goes by age and by name, shows first, and refuses to mean everything', async () => {
    const target = await openWorld(engine)
    try {
      const events = Array.from({ length: 25 }, (_, index) => ({
        action: index % 5 === 0 ? 'kept' : 'gone',
        occurredAt: new Date(Date.UTC(2025, 0, 1, 0, index)).toISOString(),
      }))
      await run(['import', '-'], { url: target.url, stdin: story(events) })
      const dry = await run(['prune', '--keep', '30d', '--action', 'gone'], { url: target.url })
      expect(dry).toMatchObject({ code: 0, out: '' })
      expect(dry.err).toMatch(
        /^Would delete 20 events older than \d{4}-\d\d-\d\d \d\d:\d\d UTC \(80\.00 % of 25\)\.\nNothing was deleted\./,
      )
      const done = await run(['prune', '--keep', '30d', '--action', 'gone', '--yes', '--batch', '3'], {
        url: target.url,
      })
      expect(done.err).toContain('Deleted 20 events')
      expect(linesOf((await run(['export'], { url: target.url })).out)).toHaveLength(5)
      expect((await run(['prune', '--yes'], { url: target.url })).code).toBe(2)
      expect(linesOf((await run(['export'], { url: target.url })).out)).toHaveLength(5)
    } finally {
      await target.close()
    }
  })

  test('emit stores one event and prints it', async () => {
    const { code, out } = await daybook(
      'emit',
      'test.hello',
      '--actor',
      'User:9',
      '--tenant',
      'test',
      '--data',
      '{"a":1}',
      '--json',
    )
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      action: 'test.hello',
      actor: { type: 'User', id: '9' },
      data: { a: 1 },
    })
    expect((await daybook('show', idOf(out))).code).toBe(0)
    for (const wrong of [
      ['--actor', 'User'],
      ['--data', '[1]'],
      ['--outcome', 'odd'],
    ])
      expect((await daybook('emit', 'test.hello', ...wrong)).code).toBe(2)
    await daybook('prune', 'tenant:test', '--yes')
  })

  test('migration prints the SQL that makes the table, the feed, and what is missing', async () => {
    const target = await openWorld(engine, { bare: true })
    try {
      const migration = async (...argv: string[]) => {
        const { out, code } = await run(['migration', ...argv], { url: target.url })
        expect(code).toBe(0)
        return out.split(/;\n/).filter((statement) => statement !== '')
      }
      for (const statement of await migration()) await target.sql(statement)
      for (const statement of await migration('--feed')) await target.sql(statement)
      expect((await run(['emit', 'hello'], { url: target.url })).code).toBe(0)
      await target.sql(
        engine === 'mariadb'
          ? 'DROP INDEX daybook_events_target_idx ON daybook_events'
          : 'DROP INDEX daybook_events_target_idx',
      )
      const missing = await migration('--only', 'indexes')
      expect(missing).toHaveLength(1)
      for (const statement of missing) await target.sql(statement)
      expect(await run(['migration', '--only', 'indexes'], { url: target.url })).toMatchObject({
        out: '',
        err: 'Every index is there.\n',
      })
      for (const statement of await migration('--feed', '--down')) await target.sql(statement)
      for (const statement of await migration('--down')) await target.sql(statement)
      expect((await run(['find'], { url: target.url })).err).toContain('DAYBOOK_TABLE_MISSING')
    } finally {
      await target.close()
    }
  })

  test('info names the database without its address', async () => {
    const { code, out } = await daybook('info', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out).database).toMatch(/^(SQLite|PostgreSQL|MariaDB) \d/)
    expect(out).not.toContain(world.folder)
    expect(out).not.toContain('127.0.0.1')
  })

  test.each([true, false])(
    'tail shows what is committed, in order, once (with the feed: %s)',
    async (withFeed) => {
      const target = await openWorld(engine)
      try {
        if (withFeed)
          for (const statement of createFeedStatements(target.connection.dialect, eventTable({})))
            await target.sql(statement)
        await run(['emit', 'before'], { url: target.url })
        const stopping = new AbortController()
        let seen = ''
        const tail = run(
          ['tail', '--json', '--lines', '1', '--interval', '20', '--action', 'before,wanted.*'],
          {
            url: target.url,
            signal: stopping.signal,
            onOut: (text) => {
              seen += text
            },
          },
        )
        await vi.waitFor(() => expect(linesOf(seen)).toHaveLength(1), 15_000)
        await run(['import', '-'], {
          url: target.url,
          stdin: story(
            Array.from({ length: 40 }, (_, index) => ({
              action: index % 2 === 0 ? `wanted.${index}` : 'other',
              occurredAt: new Date().toISOString(),
            })),
          ),
        })
        await vi.waitFor(() => expect(linesOf(seen)).toHaveLength(21), 15_000)
        stopping.abort()
        const { code, err } = await tail
        expect(code).toBe(0)
        expect(err).toContain('21 events in')
        expect(err.includes('The feed is not set up')).toBe(!withFeed)
        const actions = linesOf(seen).map((line) => (JSON.parse(line) as { readonly action: string }).action)
        expect(new Set(actions).size).toBe(21)
        expect(actions[0]).toBe('before')
      } finally {
        await target.close()
      }
    },
  )
})
