const grouped = new Intl.NumberFormat('en')

/** Counting stops here: what is shown then is `10,000+`. */
export const countCap = 10_000

/** `1,284`, or `10,000+` at the cap. */
export function countText(count: number): string {
  return `${grouped.format(count)}${count >= countCap ? '+' : ''}`
}

/** A number with its thousands grouped. */
export function numberText(value: number): string {
  return grouped.format(value)
}
