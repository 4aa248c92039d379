/** A text that stands for itself in LIKE with `\\` as its escape character. */
function likeLiteral(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&')
}

/** An action pattern for LIKE with `\` as its escape character: `*` becomes `%`, the rest stands for itself. */
export function likePattern(pattern: string): string {
  return likeLiteral(pattern).replaceAll('*', '%')
}

/** An action pattern for SQLite's GLOB, which heeds case where SQLite's LIKE does not. */
export function globPattern(pattern: string): string {
  return pattern.replaceAll(/[[\]?]/g, '[$&]')
}

/** A text for LIKE, at the start of a value or anywhere in it. */
export function likeText(text: string, where: 'start' | 'anywhere'): string {
  return `${where === 'anywhere' ? '%' : ''}${likeLiteral(text)}%`
}

/**
 * A text as a regular expression that heeds case in all but ASCII letters. Everything else stands for itself, by its
 * code point.
 */
export function anyCaseExpression(text: string, where: 'start' | 'anywhere'): string {
  const characters = [...text].map((character) => {
    if (/[a-z]/i.test(character)) return `[${character.toLowerCase()}${character.toUpperCase()}]`
    return /[\p{L}\p{N} ]/u.test(character) ? character : `\\x{${character.codePointAt(0)?.toString(16)}}`
  })
  return `${where === 'start' ? '^' : ''}${characters.join('')}`
}
