import { ValidationError } from '../errors/daybook-error.ts'

const iso =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)(?:Z|([+-]\d{2})(?::?(\d{2}))?)?)?$/i

/**
 * The milliseconds since 1970 of a Date or an ISO 8601 text. A text without a zone is UTC; digits beyond
 * milliseconds are cut off.
 *
 * @throws ValidationError `DAYBOOK_BAD_TIME`.
 */
export function toMillis(field: string, input: unknown): number {
  const millis =
    input instanceof Date ? input.getTime() : typeof input === 'string' ? parse(input) : Number.NaN
  if (Number.isNaN(millis))
    throw new ValidationError({
      code: 'DAYBOOK_BAD_TIME',
      message: `\`${field}\` is not a time.`,
      fix: 'Pass a valid Date or an ISO 8601 text such as 2026-11-21T09:14:22.466Z.',
    })
  return millis
}

function parse(text: string): number {
  const [, day, time, hours, minutes = '00'] = iso.exec(text) ?? []
  if (day === undefined) return Number.NaN
  const start = Date.parse(`${day}T00:00:00Z`)
  // 30 February would be taken for 2 March.
  if (Number.isNaN(start) || !new Date(start).toISOString().startsWith(day)) return Number.NaN
  if (time === undefined) return start
  const zone = hours === undefined ? 'Z' : `${hours}:${minutes}`
  return Date.parse(`${day}T${time.replace(',', '.').replace(/(\.\d{3})\d+/, '$1')}${zone}`)
}
