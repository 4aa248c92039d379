const hour = 60 * 60 * 1000

/** The windows the reader can choose, and how long they are. */
export const presets = Object.freeze({
  '1h': hour,
  '24h': 24 * hour,
  '7d': 7 * 24 * hour,
  '30d': 30 * 24 * hour,
  all: Number.POSITIVE_INFINITY,
})

export type Preset = keyof typeof presets

/** Where a window begins: so long before its end, or at a fixed instant. */
export type WindowStart = Preset | Date

export function isPreset(text: string): text is Preset {
  return Object.hasOwn(presets, text)
}

/** The instant a window begins, undefined where it has no beginning. It ends at `until`, or else now. */
export function startOf(since: WindowStart, until: Date | undefined, now: number): Date | undefined {
  if (since instanceof Date) return since
  const length = presets[since]
  return Number.isFinite(length) ? new Date((until?.getTime() ?? now) - length) : undefined
}
