import { describe, expect, it } from 'vitest'
import { createTerminal } from './terminal.ts'

function output(isTTY: boolean) {
  const written: string[] = []
  const out = { isTTY, columns: 60, write: (text: string) => written.push(text) }
  return { terminal: createTerminal(out as unknown as NodeJS.WriteStream), written }
}

describe('without a person looking on', () => {
  it('prints a plain line every tenth of the way', () => {
    const { terminal, written } = output(false)
    for (let step = 1; step <= 1_000; step++) terminal.progress('Importing', step, step / 1_000)
    terminal.clear()
    expect(written).toHaveLength(10)
    expect(written[0]).toBe('Importing: 10 %, 100 events\n')
    expect(written.join('')).not.toContain('\x1b')
  })
})

describe('at a terminal', () => {
  it('keeps one line of progress below what is printed, no wider than the window', () => {
    const { terminal, written } = output(true)
    terminal.progress('Importing', 12_345, 0.5)
    terminal.print('Traffic started.')
    terminal.clear()
    const bar = written[0] ?? ''
    expect(bar).toMatch(/^█{12}░{12} Importing: 50 %, 12,345 ev/)
    expect(bar.length).toBeLessThan(60)
    expect(written).toEqual([bar, '\r\x1b[2K', 'Traffic started.\n', bar, '\r\x1b[2K'])
  })
})
