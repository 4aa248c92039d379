/** What one pass over a text tells. */
export interface TextMeasure {
  /** An upper bound of its size as a JSON string in UTF-8. */
  readonly bytes: number
  /** It has no NUL and no half surrogate pair, which some databases refuse. */
  readonly clean: boolean
}

/** Measures a text in one pass. */
export function measure(text: string): TextMeasure {
  let bytes = 2
  let clean = true
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code < 0x20) {
      bytes += 6
      if (code === 0) clean = false
    } else if (code < 0x80) bytes += code === 0x22 || code === 0x5c ? 2 : 1
    else if (code < 0x800) bytes += 2
    else {
      bytes += 3
      if (code >= 0xd800 && code <= 0xdfff) clean = false
    }
  }
  return { bytes, clean: clean || (!text.includes('\0') && text.isWellFormed()) }
}

/** The text with NUL and each half surrogate pair replaced by U+FFFD. */
export function wellFormed(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '\uFFFD').toWellFormed() : text.toWellFormed()
}
