const wide =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE4F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}/u

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** How many columns a terminal gives to a text without control characters. */
export function textWidth(text: string): number {
  if (/^[\x20-\x7E]*$/.test(text)) return text.length
  let width = 0
  for (const { segment } of segmenter.segment(text)) width += wide.test(segment) ? 2 : 1
  return width
}

/** The beginning of a text that fits, with `…` where something is missing. */
export function cutToWidth(text: string, width: number): string {
  if (width === Number.POSITIVE_INFINITY || textWidth(text) <= width) return text
  if (width < 1) return ''
  let used = 0
  let kept = ''
  for (const { segment } of segmenter.segment(text)) {
    const next = wide.test(segment) ? 2 : 1
    if (used + next > width - 1) break
    used += next
    kept += segment
  }
  return `${kept}…`
}

/** The text with spaces after it, up to a width. */
export function padToWidth(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)))
}
