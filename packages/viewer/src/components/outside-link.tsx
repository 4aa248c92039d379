import { words } from '../words/words.ts'

/** Out of the viewer, to a page of the app's own; nothing where the app has named none. */
export function OutsideLink({ href, label }: { href: string | undefined; label: string }) {
  if (href === undefined) return null
  return (
    <a class="button outside" href={href} rel="noreferrer">
      {label} <span aria-hidden="true">{words.outside.mark}</span>
    </a>
  )
}
