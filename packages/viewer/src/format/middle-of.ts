/**
 * The part of `text` that `other` has differently: all between their common beginning and their common end. Undefined
 * where so little is common that marking the rest would say nothing, and for texts too long to compare by eye.
 */
export function middleOf(
  text: string,
  other: string,
): { readonly start: number; readonly end: number } | undefined {
  const shorter = Math.min(text.length, other.length)
  if (shorter < 4 || Math.max(text.length, other.length) > 400) return undefined
  let start = 0
  while (start < shorter && text[start] === other[start]) start++
  let common = 0
  while (common < shorter - start && text.at(-1 - common) === other.at(-1 - common)) common++
  // Halves of a character above U+FFFF stay together.
  if (/[\uD800-\uDBFF]/.test(text[start - 1] ?? '')) start--
  if (/[\uDC00-\uDFFF]/.test(text[text.length - common] ?? '')) common--
  return start + common < shorter / 3 ? undefined : { start, end: text.length - common }
}
