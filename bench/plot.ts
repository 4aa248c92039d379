import type { Comparison, Figure } from './results.ts'
import { numberText } from './results.ts'

const width = 720
const rowHeight = 26
const labelWidth = 300
const valueWidth = 90
const top = 34

// The colours follow the reader's: a picture on a page cannot ask the page.
const style = `
  text { font: 13px system-ui, sans-serif; fill: #24292f }
  .title { font-weight: 600 }
  .bar { fill: #8c959f }
  .own { fill: #0969da }
  .line { stroke: #cf222e; stroke-dasharray: 4 3 }
  .aim { fill: #cf222e; font-size: 11px }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .bar { fill: #6e7681 }
    .own { fill: #58a6ff }
    .line { stroke: #ff7b72 }
    .aim { fill: #ff7b72 }
  }`

interface Bar {
  readonly label: string
  readonly value: number
  readonly text: string
  readonly isOwn: boolean
}

/** How the contestants of a run stand to each other, with the aim, if there is one. */
export function comparisonPlot({ title, rows, aims = {} }: Comparison): string {
  const bars = rows.map(({ name, rate, ratio }) => ({
    label: name,
    value: ratio,
    text: `${ratio.toFixed(2)} · ${numberText(rate)}/s`,
    isOwn: name in aims || /daybook|log\(\)|defer\(\)|capture|context|records/i.test(name),
  }))
  return plot(title, bars, Object.values(aims)[0]?.atLeast)
}

/** Times of the same question at several sizes of the table. */
export function figurePlot(title: string, rows: readonly Figure[]): string {
  return plot(
    title,
    rows.map(({ name, value, unit }) => ({
      label: name,
      value,
      text: `${numberText(value)} ${unit}`,
      isOwn: true,
    })),
    undefined,
  )
}

function plot(title: string, bars: readonly Bar[], aim: number | undefined): string {
  const most = Math.max(...bars.map(({ value }) => value), aim ?? 0)
  const scale = (width - labelWidth - valueWidth - 40) / most
  const height = top + bars.length * rowHeight + (aim === undefined ? 8 : 22)
  const drawn = bars.map(({ label, value, text, isOwn }, index) => {
    const y = top + index * rowHeight
    const length = Math.max(value * scale, 1).toFixed(1)
    return [
      `<text x="${labelWidth - 8}" y="${y + 16}" text-anchor="end">${escaped(shortened(label))}</text>`,
      `<rect class="${isOwn ? 'own' : 'bar'}" x="${labelWidth}" y="${y + 4}" width="${length}" height="17" rx="2"/>`,
      `<text x="${(labelWidth + Number(length) + 6).toFixed(1)}" y="${y + 17}">${escaped(text)}</text>`,
    ].join('')
  })
  const x = labelWidth + (aim ?? 0) * scale
  const bottom = top + bars.length * rowHeight
  const line =
    aim === undefined
      ? ''
      : `<line class="line" x1="${x.toFixed(1)}" x2="${x.toFixed(1)}" y1="${top}" y2="${bottom + 2}"/>` +
        `<text class="aim" x="${x.toFixed(1)}" y="${bottom + 15}" text-anchor="middle">aim ${numberText(aim)}</text>`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">`,
    `<style>${style}</style>`,
    `<text class="title" x="8" y="20">${escaped(title)}</text>`,
    ...drawn,
    line,
    '</svg>',
    '',
  ].join('\n')
}

function shortened(text: string): string {
  return text.length > 42 ? `${text.slice(0, 41)}…` : text
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}
