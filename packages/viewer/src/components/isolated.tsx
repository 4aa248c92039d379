import { visibleText } from '../format/visible-text.ts'

/** A text of the app's: its direction stays its own, and nothing in it is unseen. */
export function Isolated({ text }: { text: string }) {
  return <bdi>{visibleText(text)}</bdi>
}
