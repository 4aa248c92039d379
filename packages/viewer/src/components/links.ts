import type { TargetReference } from '@daybook/core'
import { formatReference } from '@daybook/core/query'
import { queryOf } from '../query/edit-query.ts'
import type { ListQuery } from '../query/list-query.ts'
import { listSearch, startText } from '../query/list-search.ts'
import type { WindowStart } from '../query/time-window.ts'
import { createOutsideLinks, type OutsideLinks } from '../viewer/outside-links.ts'

/** What a list can be downloaded as. */
export const exportFormats = ['csv', 'ndjson', 'json'] as const

export type ExportFormat = (typeof exportFormats)[number]

/** Addresses of the viewer's pages and files, relative to the page that shows them: no base path is ever needed. */
export interface Links {
  list(query: ListQuery): string
  event(id: string): string
  /** The page of an actor, of a target, of a request, of a trace: everything there is about it. */
  actor(reference: TargetReference): string
  target(reference: TargetReference): string
  request(id: string): string
  trace(id: string): string
  /** A target as it was right after an event, else as it is now; undefined for one that no address can hold. */
  states(reference: TargetReference, at?: string): string | undefined
  /** The most active ones in a window. */
  actors(since: WindowStart): string
  targets(since: WindowStart): string
  usage(): string
  usageFile(): string
  export(format: ExportFormat, query: ListQuery): string
  /** The books of this viewer, in their order. */
  readonly books: readonly BookLink[]
  /** The events of a query as they come. */
  live(query: ListQuery): string
  asset(name: string): string
  /** Pages of the app's own. */
  readonly outside: OutsideLinks
}

/** Where a book begins. */
interface BookLink {
  readonly name: string
  readonly href: string
  readonly current: boolean
}

/** The books of a viewer, and the one that a page is in. */
export interface BookNames {
  readonly names: readonly string[]
  readonly current: string
}

const oneBook: BookNames = { names: ['main'], current: 'main' }

/** The links of the page at `path`, which is the path below its book's root and begins with a slash. */
export function linksFrom(
  path: string,
  { names, current }: BookNames = oneBook,
  outside: OutsideLinks = createOutsideLinks(),
): Links {
  const root = '../'.repeat(path.split('/').length - 2) || './'
  const mountRoot = current === names[0] ? root : `${root}../../`
  const list = (query: ListQuery) => `${root}${listSearch(query)}`
  const below = (parts: readonly string[]) => `${root}${parts.map(encodeURIComponent).join('/')}`
  const about = (role: 'actor' | 'target', reference: TargetReference) => {
    const { type, id } = reference
    const parts = [role === 'actor' ? 'a' : 't', type, id ?? '']
    // An address swallows empty and dotted parts; the list takes any.
    return parts.every(isPathPart) ? below(parts) : list(queryOf(role, formatReference(reference)))
  }
  return {
    list,
    event: (id) => `${root}e/${encodeURIComponent(id)}`,
    actor: (reference) => about('actor', reference),
    target: (reference) => about('target', reference),
    request: (id) => (isPathPart(id) ? below(['r', id]) : list(queryOf('request', id))),
    trace: (id) => (isPathPart(id) ? below(['trace', id]) : list(queryOf('trace', id))),
    states: ({ type, id }, at) =>
      [type, id ?? ''].every(isPathPart)
        ? `${below(['state', type, id ?? ''])}${at === undefined ? '' : `?at=${at}`}`
        : undefined,
    actors: (since) => `${root}a?since=${startText(since)}`,
    targets: (since) => `${root}t?since=${startText(since)}`,
    usage: () => `${root}usage`,
    usageFile: () => `${root}usage.csv`,
    export: (format, query) => `${root}export.${format}${listSearch(query)}`,
    books: names.map((name, index) => ({
      name,
      href: index === 0 ? mountRoot : `${mountRoot}b/${name}/`,
      current: name === current,
    })),
    live: (query) => `${root}live${listSearch(query)}`,
    asset: (name) => `${root}assets/${name}`,
    outside,
  }
}

function isPathPart(text: string): boolean {
  return text !== '' && text !== '.' && text !== '..'
}
