/**
 * An action pattern: `*` stands for any run of characters, dots and none included; everything else for itself.
 * The same in listeners, filters and stores. Matched by scanning, so no pattern can make it slow.
 */
export function matchesAction(pattern: string, action: string): boolean {
  const pieces = pattern.split('*')
  const first = pieces[0] as string
  if (pieces.length === 1) return action === first
  const last = pieces.at(-1) as string
  if (action.length < first.length + last.length) return false
  if (!action.startsWith(first) || !action.endsWith(last)) return false
  let from = first.length
  const end = action.length - last.length
  for (const piece of pieces.slice(1, -1)) {
    const found = action.indexOf(piece, from)
    if (found === -1 || found + piece.length > end) return false
    from = found + piece.length
  }
  return true
}
