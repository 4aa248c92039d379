import { visibleText } from '../format/visible-text.ts'

/** A sentence of ours in which `backticks` hold code. */
export function Prose({ text }: { text: string }) {
  const parts = visibleText(text).split(/(`[^`]+`)/)
  return (
    <p>
      {parts.map((part) =>
        part.length > 2 && part.startsWith('`') ? <code>{part.slice(1, -1)}</code> : part,
      )}
    </p>
  )
}
