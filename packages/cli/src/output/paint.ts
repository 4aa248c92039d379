import { styleText } from 'node:util'
import type { OutputStream } from '../cli/host.ts'

type Style = Parameters<typeof styleText>[0]

/** Colours and symbols, as far as a stream and its reader want them. */
export interface Paint {
  /** The text in a style, or the text. Takes printable text only. */
  style(style: Style, text: string): string
  /** A symbol, or its plain word. */
  symbol(symbol: string, plain: string): string
}

/** Colours on a terminal, unless NO_COLOR or a dumb terminal says no; FORCE_COLOR wants them in pipes too. */
export function createPaint({
  stream,
  env,
  plain,
}: {
  readonly stream: OutputStream
  readonly env: Readonly<Record<string, string | undefined>>
  readonly plain: boolean
}): Paint {
  const forced = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '' && env.FORCE_COLOR !== '0'
  const colours = !plain && !env.NO_COLOR && (forced || (stream.isTTY === true && env.TERM !== 'dumb'))
  return {
    // Whether there are colours is decided here, for any stream, not by the process's own.
    style: (style, text) => (colours ? styleText(style, text, { validateStream: false }) : text),
    symbol: (symbol, word) => (plain ? word : symbol),
  }
}
