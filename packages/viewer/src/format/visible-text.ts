// What the eye cannot see and yet changes what it reads: control characters, bidirectional controls, zero-width
// characters, line and paragraph separators, the byte order mark.
const unseen =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the purpose
  /[\u0000-\u001F\u007F-\u009F\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/g

/** The text with every unseen character made visible: control pictures (␀ … ␡) where they exist, else `[U+202E]`. */
export function visibleText(text: string): string {
  return text.replace(unseen, (character) => {
    const code = character.charCodeAt(0)
    if (code < 0x20) return String.fromCharCode(0x2400 + code)
    return code === 0x7f ? '\u2421' : `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`
  })
}

/** A JSON string literal in which unseen characters are escapes. */
export function visibleJson(text: string): string {
  return JSON.stringify(text).replace(
    unseen,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** JSON text over several lines, in which unseen characters are escapes: it stays the same JSON. */
export function visibleJsonText(json: string): string {
  return json
    .split('\n')
    .map((line) =>
      line.replace(unseen, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`),
    )
    .join('\n')
}

/** Free text: line breaks stay, other unseen characters become visible. */
export function visibleLines(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map(visibleText)
    .join('\n')
}
