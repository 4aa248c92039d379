import { createPaint, type Paint } from '../output/paint.ts'
import type { Host } from './host.ts'

/** The host, and how to write to it. */
export interface CommandContext extends Host {
  /** Colours and symbols for what goes to stdout. */
  readonly paint: Paint
  /** The same for stderr. */
  readonly notePaint: Paint
  /** Neither colours nor symbols, and nothing is cut. */
  readonly isPlain: boolean
  /** How many columns a line of stdout may take; Infinity in a pipe. */
  readonly width: number
  /** Data for stdout. Resolves when there is room for more. */
  print(text: string): Promise<void>
  /** A line for people, on stderr. */
  note(text: string): void
}

/** A context over a host. `plain` leaves out colours, symbols and cuts. */
export function createCommandContext(host: Host, { plain = false } = {}): CommandContext {
  const { stdout, stderr, env } = host
  return {
    ...host,
    isPlain: plain,
    paint: createPaint({ stream: stdout, env, plain }),
    notePaint: createPaint({ stream: stderr, env, plain }),
    width: stdout.isTTY && !plain ? (stdout.columns ?? 80) : Number.POSITIVE_INFINITY,
    print: (text) =>
      new Promise((resolve, reject) => {
        stdout.write(text, (error) => (error ? reject(error) : resolve()))
      }),
    note: (text) => void stderr.write(`${text}\n`),
  }
}
