const iso = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?)?$/

/** The instant of an ISO 8601 text, which is UTC where it names no zone; undefined for anything else. */
export function parseInstant(text: string): Date | undefined {
  const match = iso.exec(text)
  if (!match) return undefined
  const zoned = text.includes('T') && match[1] === undefined ? `${text}Z` : text
  const instant = new Date(zoned)
  return Number.isNaN(instant.getTime()) ? undefined : instant
}
