/** A time back from now, such as `90m`, `24h`, `7d` or `2w`. */
export type WindowLength = `${number}${'s' | 'm' | 'h' | 'd' | 'w'}`

/** Where a window begins: so long before now, at a fixed instant, or nowhere. */
export type WindowStart = WindowLength | Date | 'all'

/** The windows the reader can choose with one click, the shortest first. */
export const presets = Object.freeze(['1h', '24h', '7d', '30d', 'all'] as const)

export type Preset = (typeof presets)[number]

export function isPreset(start: WindowStart): start is Preset {
  return presets.includes(start as Preset)
}

const unitMillis = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const

const lengthForm = /^(\d{1,6})([smhdw])$/

/** How long a window is that begins so long before now; undefined for one that does not. */
export function lengthMillis(start: WindowStart): number | undefined {
  const [, amount, unit] = (typeof start === 'string' && lengthForm.exec(start)) || []
  return unit === undefined ? undefined : Number(amount) * unitMillis[unit as keyof typeof unitMillis]
}

/** The length that `text` names, as the preset of that length where there is one. */
export function parseLength(text: string): WindowLength | undefined {
  const millis = lengthMillis(text as WindowLength)
  if (millis === undefined) return undefined
  const preset = presets.find((each) => lengthMillis(each) === millis)
  return (preset ?? text) as WindowLength
}

/** The instant a window begins, undefined where it has no beginning. */
export function startOf(start: WindowStart, now: number): Date | undefined {
  if (start instanceof Date) return start
  const millis = lengthMillis(start)
  return millis === undefined ? undefined : new Date(now - millis)
}
