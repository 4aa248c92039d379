import { ConfigurationError } from '@daybook/core'
import type { ViewableDaybook } from './viewable-daybook.ts'

/** Several daybooks in one viewer, by the name that readers and addresses call them. */
export interface ViewerBooks<Book extends string = string> {
  /** The first one is what the viewer opens with. Each other is below `b/<name>/`. */
  readonly books: Readonly<Record<Book, ViewableDaybook>>
}

/** Which book an address is in, and what of its path is left there. */
export interface BookPath {
  readonly book: string
  readonly path: string
}

/** The books of a viewer in their order. One daybook alone is a book as well. */
export function booksOf(source: ViewableDaybook | ViewerBooks): ReadonlyMap<string, ViewableDaybook> {
  if (!('books' in source)) return new Map([['main', source]])
  const books = new Map(Object.entries(source.books))
  if (books.size === 0 || [...books.keys()].some((name) => !bookName.test(name)))
    throw new ConfigurationError({
      code: 'DAYBOOK_BAD_BOOK',
      message: 'The books of a viewer have no usable names.',
      fix: 'Pass `{ books: { main: daybook } }`, with names of up to 40 letters, digits, dashes and underscores.',
    })
  return books
}

const bookName = /^[A-Za-z][\w-]{0,39}$/

/** Where a path leads; undefined for a book that is not there. */
export function bookPath(pathname: string, names: readonly string[]): BookPath | undefined {
  const [, name, path] = /^\/b\/([^/]+)(.*)$/.exec(pathname) ?? []
  if (name === undefined) return { book: names[0] as string, path: pathname }
  // The first one has its address already.
  return names.indexOf(name) > 0 ? { book: name, path: path ?? '' } : undefined
}
