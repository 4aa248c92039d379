import { execFile } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { textWidth } from '../src/output/text-width.ts'
import { bare, bin, inPipe, inTerminal, once } from './bin-rig.ts'
import { invoiceStory, openWorld, run, story, type World } from './cli-rig.ts'

const hostile = story([
  {
    action: 'attack',
    occurredAt: '2026-01-01T00:00:00Z',
    actor: { type: 'User', id: '1', name: 'x\u001b]0;owned\u0007\u009b31m' },
    target: { type: 'File', id: '2', name: 'report\u202egnp.exe' },
    note: '\u001b]8;;http://evil.example\u001b\\click\u001b]8;;\u001b\\',
    data: { '\u001b[31mkey': '\u2066value\r\n' },
    changes: { '/\u001b[7mfield': { before: '\u001b[5m', after: '\u009d0;x\u009c' } },
    context: { agent: '\u001bP+q\u001b\\' },
  },
])

/** Control sequences other than the colours that the command line itself writes. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the purpose
const foreign = (text: string) => text.replaceAll(/\u001b\[\d+m|\r?\n|\t/g, '').match(/[\p{Cc}\p{Cf}]/u)

describe('the bin', () => {
  let world: World
  beforeAll(async () => {
    world = await openWorld('sqlite')
    await run(['import', '-'], { url: world.url, stdin: invoiceStory })
  })
  afterAll(() => world.close())

  test('a closed pipe is no error', async () => {
    const many = story(
      Array.from({ length: 5_000 }, (_, index) => ({
        action: `many.${index}`,
        occurredAt: '2026-01-01T00:00:00Z',
        note: 'x'.repeat(100),
      })),
    )
    await run(['import', '-'], { url: world.url, stdin: many })
    const heads = ['export', 'find --limit all --json', 'find --limit all', 'find --limit all --csv']
    for (const words of heads) {
      const line = `'${process.execPath}' '${bin}' ${words} | head -n 1`
      const ended = await new Promise<{ code: unknown; out: string; err: string }>((resolve) =>
        execFile(
          'bash',
          ['-o', 'pipefail', '-c', line],
          { env: { ...process.env, DATABASE_URL: world.url } },
          (error, out, err) => resolve({ code: error?.code ?? 0, out, err }),
        ),
      )
      expect(ended.out.split('\n'), words).toHaveLength(2)
      expect(ended.err, words).toBe('')
      expect(ended.code, words).toBe(0)
    }
  })

  test('NO_COLOR and --plain are heeded in a terminal', async () => {
    const bare = await inTerminal(['find', 'actor:ada'], { url: world.url, env: { NO_COLOR: '1' } })
    expect(bare.out).not.toContain('\u001b')
    expect(bare.out).toContain('○')
    const plain = await inTerminal(['find', 'actor:ada', '--plain'], { url: world.url })
    expect(plain.out).not.toContain('\u001b')
    expect(plain.out).toContain('\tsuccess\tAda Lovelace\tinvoice.paid\tInvoice INV-0042\t')
  })

  test.each([40, 60, 72, 100])('in %d columns no line for people is wider', async (columns) => {
    const lines = [
      ['find', 'actor:ada'],
      ['history', 'Invoice:42'],
      ['stats', 'action:invoice.*'],
      ['tail', 'action:invoice.*', '--lines', '5', '--limit', '5'],
      ['emit', 'test.hello', '--note', 'said by hand', '--tenant', 'narrow'],
    ]
    for (const argv of lines) {
      const { out, code } = await inTerminal(argv, { url: world.url, columns })
      const shown = bare(out)
        .split('\n')
        .filter((line) => !/^(The feed is not|✔ Stored as)/.test(line))
      expect(shown.length, argv[0]).toBeGreaterThan(1)
      for (const line of shown) expect(textWidth(line), line).toBeLessThanOrEqual(columns)
      expect(code, argv[0]).toBe(0)
    }
  })

  test('what is shown later is not cut to the columns of what came first', async () => {
    const tail = inTerminal(['tail', '--lines', '1', '--interval', '20', '--limit', '2', 'tenant:wide'], {
      url: world.url,
      columns: 120,
      onWritten: once(/early/, () => {
        void run(['emit', 'a.long.action', '--actor', 'User:a-long-name', '--tenant', 'wide'], {
          url: world.url,
        })
      }),
    })
    await run(['emit', 'early', '--tenant', 'wide'], { url: world.url })
    const { out } = await tail
    expect(bare(out)).toContain('○ User a-long-name  a.long.action')
  })

  test('the help and the version are on stdout, wrong usage on stderr', async () => {
    const version = await inPipe(['--version'])
    expect(version).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^\d+\.\d+\.\d+.*\n$/) })
    const help = await inPipe(['find', '--help'])
    expect(help).toMatchObject({ code: 0, err: '' })
    expect(help.out).toContain('--outcome <outcome>')
    const wrong = await inPipe(['fnd'])
    expect(wrong).toMatchObject({ code: 2, out: '' })
    expect(wrong.err).toContain('Did you mean find?')
    expect(await inPipe(['find', '--url', 'nowhere.db'])).toMatchObject({ code: 3, out: '' })
  })
})

test('hostile events cannot reach the terminal, whatever the command and the form', async () => {
  const world = await openWorld('sqlite')
  try {
    expect(await run(['import', '-'], { url: world.url, stdin: hostile })).toMatchObject({ code: 0 })
    // Daybook refuses control characters in names; whoever can write to the table need not.
    for (const column of ['action', 'actor_id', 'tenant', 'request_id', 'trace_id', 'ip'])
      await world.connection.run({
        sql: `UPDATE daybook_events SET ${column} = ${column === 'action' ? 'action ||' : ''} ?`,
        parameters: ['\u001b[2J\u009b31m'],
      })
    const { out: json } = await run(['find', '--json'], { url: world.url })
    const { id } = JSON.parse(json) as { readonly id: string }
    const lines = [
      ['find'],
      ['find', '--plain'],
      ['find', '--json'],
      ['find', '--csv'],
      ['show', id],
      ['show', id, '--json'],
      ['history', 'File:2'],
      ['stats', '--since', '2025-01-01'],
      ['stats', '--since', '2025-01-01', '--json'],
      ['export'],
      ['export', '--format', 'csv'],
      ['export', '--format', 'cloudevents'],
      ['export', '--format', 'json'],
      ['tail', '--lines', '1', '--limit', '1'],
    ]
    for (const argv of lines) {
      for (const columns of [undefined, 60, 200]) {
        const ran = await run(argv, { url: world.url, ...(columns !== undefined && { columns }) })
        expect(ran.code, argv.join(' ')).toBe(0)
        expect(ran.out, argv.join(' ')).not.toBe('')
        expect(foreign(ran.out), argv.join(' ')).toBeNull()
        expect(foreign(ran.err.replaceAll('\r\u001b[2K', '')), argv.join(' ')).toBeNull()
      }
    }
    for (const argv of lines.filter(([name]) => name !== 'export')) {
      const { out } = await inTerminal(argv, { url: world.url, columns: 40 })
      expect(foreign(out.replaceAll('\r\u001b[2K', '')), argv.join(' ')).toBeNull()
    }
    for (const words of ['actor:\u001b[2J', 'no\u001b[2Jsuch:x'])
      expect(foreign((await run(['find', words], { url: world.url })).err)).toBeNull()
    for (const argv of [
      ['find', '--no\u001b[2Jsuch'],
      ['no\u001b[2Jsuch'],
      ['migration', '--orm', '\u001b[2J'],
    ])
      expect(foreign((await run(argv, { url: world.url })).err)).toBeNull()
  } finally {
    await world.close()
  }
})
