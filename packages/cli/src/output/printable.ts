// What moves the cursor, changes the terminal, turns text round or hides in it: control characters of both sets,
// bidirectional controls, zero-width characters, line and paragraph separators, the byte order mark, tags.
const unseen =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the purpose
  /[\u0000-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu

/** The text with every unseen character made visible: control pictures where they exist, else `[U+202E]`. */
export function printable(text: string): string {
  return text.toWellFormed().replace(unseen, (character) => {
    const code = character.codePointAt(0) ?? 0
    if (code < 0x20) return String.fromCharCode(0x2400 + code)
    return code === 0x7f ? '\u2421' : `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`
  })
}

/** JSON on one line, in which unseen characters are escapes: it says the same, and no terminal obeys it. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value).replace(unseen, (characters) =>
    [...Array(characters.length).keys()]
      .map((index) => `\\u${characters.charCodeAt(index).toString(16).padStart(4, '0')}`)
      .join(''),
  )
}
