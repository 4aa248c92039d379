import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'

/** The bin as it is published. `npm test` builds it. */
export const bin = join(import.meta.dirname, '../dist/bin/daybook.js')
if (!existsSync(bin)) throw new Error('The command line is not built: pnpm --filter daybook... build')

/** What came of one process. In a terminal both streams are in `out`, without the carriage returns. */
export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** How a process is started, and what is done while it runs. */
export interface Starting {
  readonly url?: string | undefined
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string
  /** Called at once; whoever asks for the hands keeps stdin open. */
  readonly onStarted?: (hands: Hands) => void
  /** Called with all that was written so far. */
  readonly onWritten?: (written: string, hands: Hands) => void
}

/** What a person at the keyboard can do. */
export interface Hands {
  type(text: string): void
  interrupt(): void
}

/** The bin in a pipe. */
export function inPipe(argv: readonly string[], starting: Starting = {}): Promise<Ended> {
  return start(process.execPath, [bin, ...argv], starting, (child) => child.kill('SIGINT'))
}

/** The bin in a pseudo-terminal, which it must leave as it was. */
export async function inTerminal(
  argv: readonly string[],
  { columns = 80, ...starting }: Starting & { readonly columns?: number } = {},
): Promise<Ended> {
  const command = [process.execPath, bin, ...argv].map(quoted).join(' ')
  const lines = [
    'trap : INT',
    `stty cols ${columns} rows 24`,
    'before=$(stty -g)',
    command,
    'code=$?',
    '[ "$before" = "$(stty -g)" ] || echo "The terminal is not as it was."',
    'exit $code',
  ]
  const ended = await start('script', ['-qec', lines.join('\n'), '/dev/null'], starting, (child) =>
    child.stdin?.write('\u0003'),
  )
  expect(ended.out).not.toContain('The terminal is not as it was.')
  expect(ended.out.lastIndexOf('\u001b[?25l')).toBeLessThanOrEqual(ended.out.lastIndexOf('\u001b[?25h'))
  return { ...ended, out: ended.out.replaceAll('\r\n', '\n') }
}

/** A text without the colours that the command line writes, and without the progress that it has taken away. */
export function bare(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colours are made of
  return text.replaceAll(/\u001b\[\d+m/g, '').replaceAll(/[^\n]*\r\u001b\[2K/g, '')
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`
}

type Child = ReturnType<typeof spawn>

function start(
  command: string,
  argv: readonly string[],
  { url, cwd = tmpdir(), env, stdin, onStarted, onWritten }: Starting,
  interrupt: (child: Child) => void,
): Promise<Ended> {
  const { NO_COLOR, FORCE_COLOR, DATABASE_URL, ...rest } = process.env
  const child = spawn(command, argv, {
    cwd,
    env: { ...rest, TERM: 'xterm-256color', ...(url !== undefined && { DATABASE_URL: url }), ...env },
  })
  const hands: Hands = { type: (text) => child.stdin.write(text), interrupt: () => interrupt(child) }
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    out += chunk
    onWritten?.(out + err, hands)
  })
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    err += chunk
    onWritten?.(out + err, hands)
  })
  // It may end before it has read anything.
  child.stdin.on('error', () => {})
  if (stdin !== undefined) child.stdin.write(stdin)
  if (onStarted === undefined && onWritten === undefined) child.stdin.end()
  onStarted?.(hands)
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })))
}

/** Does something once, as soon as `pattern` was written. */
export function once(pattern: RegExp, act: (hands: Hands) => void): NonNullable<Starting['onWritten']> {
  let isDone = false
  return (written, hands) => {
    if (isDone || !pattern.test(written)) return
    isDone = true
    act(hands)
  }
}
