import { words } from '../words/words.ts'
import type { Links } from './links.ts'

/** Leads from one book to the others; nothing where there is one only. */
export function BookSwitch({ links: { books } }: { links: Links }) {
  if (books.length < 2) return null
  return (
    <nav class="books" aria-label={words.books}>
      {books.map(({ name, href, current }) => (
        <a key={name} href={href} aria-current={current ? 'true' : undefined}>
          {name}
        </a>
      ))}
    </nav>
  )
}
