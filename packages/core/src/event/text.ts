import { ValidationError } from '../errors/daybook-error.ts'
import { wellFormed } from '../normalise/text-measure.ts'

// Everything below U+0020, and U+007F to U+009F: never part of an identifier, and some break terminals.
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the purpose
const controlCharacters = /[\u0000-\u001F\u007F-\u009F]/

// What has neither of those nor any half of a surrogate pair: nearly every text, told in one look.
const ordinary = /^[ -~\u00A0-\uD7FF\uE000-\uFFFF]*$/

/**
 * Checks a text that identifies or filters something. It is stored exactly or refused, never cut, because a
 * shortened identifier is another identifier.
 */
export function checkText(
  field: string,
  value: unknown,
  maxLength: number,
  { empty }: { empty: boolean },
): string {
  if (typeof value !== 'string')
    throw invalid(field, `must be a string, got ${value === null ? 'null' : typeof value}`)
  if (!empty && value.length === 0) throw invalid(field, 'must not be empty')
  if (value.length > maxLength)
    throw invalid(field, `is ${value.length} characters long, the limit is ${maxLength}`)
  if (ordinary.test(value)) return value
  if (controlCharacters.test(value)) throw invalid(field, 'holds a control character')
  if (!value.isWellFormed()) throw invalid(field, 'holds half a surrogate pair')
  return value
}

/** Checks free text: any characters, NUL and half surrogate pairs replaced, over-long refused. */
export function checkFreeText(field: string, value: unknown, maxLength: number): string {
  if (typeof value !== 'string')
    throw invalid(field, `must be a string, got ${value === null ? 'null' : typeof value}`)
  if (value.length > maxLength)
    throw invalid(field, `is ${value.length} characters long, the limit is ${maxLength}`)
  return wellFormed(value)
}

function invalid(field: string, why: string): ValidationError {
  return new ValidationError({
    code: 'DAYBOOK_INVALID_FIELD',
    message: `\`${field}\` ${why}.`,
    fix: `Pass a shorter or cleaned value for \`${field}\`, or put it into \`data\`.`,
  })
}
