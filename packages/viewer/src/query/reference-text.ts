/** A reference to look for: one object, or all of a type. */
export interface ReferencePattern {
  readonly type: string
  readonly id?: string
}

/**
 * `type:id`, or `type` alone. The first colon ends the type; one inside the type is written `%3A`, a percent sign
 * there `%25`. The id is taken as it is. Undone by {@link parseReference}.
 */
export function formatReference({ type, id }: ReferencePattern): string {
  const escaped = type.replaceAll('%', '%25').replaceAll(':', '%3A')
  return id === undefined ? escaped : `${escaped}:${id}`
}

/** The reference of a text in the form of {@link formatReference}, undefined where it names no type. */
export function parseReference(text: string): ReferencePattern | undefined {
  const colon = text.indexOf(':')
  const type = (colon === -1 ? text : text.slice(0, colon)).replaceAll('%3A', ':').replaceAll('%25', '%')
  if (type.trim() === '') return undefined
  const id = colon === -1 ? '' : text.slice(colon + 1)
  return id === '' ? { type } : { type, id }
}
