import { styleText } from 'node:util'

/** Where the demo tells what it does: whole lines, and one line of progress below them where a person looks on. */
export interface Terminal {
  print(text: string): void
  /** Shows how far something is: `done` from 0 to 1. Without a person looking on, a line every tenth of the way. */
  progress(label: string, count: number, done: number): void
  /** Takes the line of progress away. */
  clear(): void
}

const barWidth = 24
const redrawMillis = 100
const eraseLine = '\r\x1b[2K'

export function createTerminal(out: NodeJS.WriteStream = process.stdout): Terminal {
  let shown = ''
  let drawnAt = 0
  let tenth = 0
  let startedAt: number | undefined

  const show = (line: string) => {
    if (out.isTTY && (shown || line)) out.write(`${shown ? eraseLine : ''}${line}`)
    shown = line
  }

  return {
    print(text) {
      const line = shown
      show('')
      out.write(`${text}\n`)
      show(line)
    },
    progress(label, count, done) {
      const now = performance.now()
      startedAt ??= now
      const seconds = (now - startedAt) / 1_000
      const words = `${label}: ${describe(count, done, seconds)}`
      if (!out.isTTY) {
        if (Math.floor(done * 10) <= tenth) return
        tenth = Math.floor(done * 10)
        out.write(`${words}\n`)
      } else if (now - drawnAt >= redrawMillis) {
        drawnAt = now
        show(`${bar(done)} ${words}`.slice(0, Math.max(0, (out.columns || 80) - 1)))
      }
    },
    clear: () => show(''),
  }
}

function bar(done: number): string {
  const full = Math.round(done * barWidth)
  return '█'.repeat(full) + '░'.repeat(barWidth - full)
}

function describe(count: number, done: number, seconds: number): string {
  const parts = [`${Math.floor(done * 100)} %`, `${count.toLocaleString('en')} events`]
  if (seconds > 0.5 && done > 0) {
    parts.push(`${Math.round(count / seconds).toLocaleString('en')}/s`)
    parts.push(`${Math.ceil((seconds / done) * (1 - done))} s left`)
  }
  return parts.join(', ')
}

/** Text that stands out where there are colours. */
export function strong(text: string): string {
  return styleText('bold', text)
}
