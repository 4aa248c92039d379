import { execFile, spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { engines, hasEngine, invoiceStory, openWorld, run, story, type World } from './cli-rig.ts'

const bin = join(import.meta.dirname, '../src/bin/daybook.ts')
const node = [process.execPath, '--conditions=daybook-source']

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

interface Starting {
  readonly url?: string
  readonly env?: Record<string, string>
  /** Called with all that was written to stdout so far. */
  readonly onOut?: (out: string, type: (text: string) => void) => void
}

function start(command: string, argv: readonly string[], { url, env, onOut }: Starting): Promise<Ended> {
  const { NO_COLOR, FORCE_COLOR, DATABASE_URL, ...rest } = process.env
  const child = spawn(command, argv, {
    cwd: import.meta.dirname,
    env: { ...rest, TERM: 'xterm-256color', ...(url !== undefined && { DATABASE_URL: url }), ...env },
  })
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    out += chunk
    onOut?.(out, (text) => child.stdin.write(text))
  })
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    err += chunk
  })
  if (onOut === undefined) child.stdin.end()
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })))
}

/** The bin in a pipe. */
const inPipe = (argv: readonly string[], starting: Starting = {}) =>
  start(node[0] as string, [...node.slice(1), bin, ...argv], starting)

/** The bin in a pseudo-terminal of 80 columns; what it writes to either stream is in `out`. */
const inTerminal = (argv: readonly string[], starting: Starting = {}, columns = 80) => {
  const command = [...node, bin, ...argv].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')
  return start('script', ['-qec', `stty cols ${columns} rows 24; exec ${command}`, '/dev/null'], starting)
}

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

describe.each(engines.filter(hasEngine))('the bin on %s', (engine) => {
  let world: World
  beforeAll(async () => {
    world = await openWorld(engine)
    await run(['import', '-'], { url: world.url, stdin: invoiceStory })
  })
  afterAll(() => world.close())

  test('in a pipe: lines without colours, nothing on stderr', async () => {
    const { code, out, err } = await inPipe(['find', 'actor:ada'], { url: world.url })
    expect(err).toBe('')
    expect(out.split('\n')).toHaveLength(5)
    expect(out).not.toContain('\u001b')
    expect(code).toBe(0)
  })

  test('in a terminal: colours, and no line wider than it', async () => {
    const { code, out } = await inTerminal(['find', 'actor:ada'], { url: world.url })
    expect(out).toContain('\u001b[32m○\u001b[39m')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours take no column
    for (const line of out.replaceAll(/\u001b\[\d+m/g, '').split('\r\n'))
      expect(line.length).toBeLessThanOrEqual(80)
    expect(code).toBe(0)
  })

  test('tail ends cleanly at Ctrl-C', async () => {
    let typed = false
    const { code, out } = await inTerminal(['tail', '--lines', '1', '--interval', '20'], {
      url: world.url,
      onOut(seen, type) {
        if (typed || !seen.includes('user.signed_in')) return
        typed = true
        type('\u0003')
      },
    })
    expect(out).toContain('1 events in')
    expect(out).not.toMatch(/Error|at .*\.ts/)
    expect(code).toBe(0)
  })
})

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
    const line = `${node.join(' ')} ${bin} export | head -n 1`
    const ended = await new Promise<{ code: unknown; out: string; err: string }>((resolve) =>
      execFile(
        'bash',
        ['-o', 'pipefail', '-c', line],
        { cwd: import.meta.dirname, env: { ...process.env, DATABASE_URL: world.url } },
        (error, out, err) => resolve({ code: error?.code ?? 0, out, err }),
      ),
    )
    expect(ended.out.split('\n')).toHaveLength(2)
    expect(ended.err).toBe('')
    expect(ended.code).toBe(0)
  })

  test('NO_COLOR and --plain are heeded in a terminal', async () => {
    const bare = await inTerminal(['find', 'actor:ada'], { url: world.url, env: { NO_COLOR: '1' } })
    expect(bare.out).not.toContain('\u001b')
    expect(bare.out).toContain('○')
    const plain = await inTerminal(['find', 'actor:ada', '--plain'], { url: world.url })
    expect(plain.out).not.toContain('\u001b')
    expect(plain.out).toContain('\tsuccess\tAda Lovelace\tinvoice.paid\tInvoice INV-0042\t')
  })

  test('a narrow terminal gets whole lines', async () => {
    const { out } = await inTerminal(['find', 'actor:ada'], { url: world.url, env: { NO_COLOR: '1' } }, 40)
    for (const line of out.split('\r\n')) expect(line.length).toBeLessThanOrEqual(40)
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
    const { out } = await inTerminal(['show', id], { url: world.url })
    expect(foreign(out)).toBeNull()
    for (const words of ['actor:\u001b[2J', 'no\u001b[2Jsuch:x'])
      expect(foreign((await run(['find', words], { url: world.url })).err)).toBeNull()
  } finally {
    await world.close()
  }
})
