import type { TargetReference } from '@daybook/core'
import type { ListQuery } from '../query/list-query.ts'
import { listSearch } from '../query/list-search.ts'
import type { WindowStart } from '../query/time-window.ts'
import { patternOf } from './pattern-of.ts'

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
  /** The most active ones in a window. */
  actors(since: WindowStart): string
  targets(since: WindowStart): string
  usage(): string
  usageFile(): string
  export(format: ExportFormat, query: ListQuery): string
  asset(name: string): string
}

/** The links of the page at `path`, which is the path below the mount point and begins with a slash. */
export function linksFrom(path: string): Links {
  const root = '../'.repeat(path.split('/').length - 2) || './'
  const list = (query: ListQuery) => `${root}${listSearch(query)}`
  const below = (parts: readonly string[], query: ListQuery = { since: '24h' }) =>
    `${root}${parts.map(encodeURIComponent).join('/')}${listSearch(query)}`
  const about = (role: 'actor' | 'target', reference: TargetReference) => {
    const { type, id } = reference
    const parts = [role === 'actor' ? 'a' : 't', type, id ?? '']
    // An address swallows empty and dotted parts; the list takes any.
    return parts.every(isPathPart) ? below(parts) : list({ since: 'all', [role]: patternOf(reference) })
  }
  return {
    list,
    event: (id) => `${root}e/${encodeURIComponent(id)}`,
    actor: (reference) => about('actor', reference),
    target: (reference) => about('target', reference),
    request: (id) => (isPathPart(id) ? below(['r', id]) : list({ since: 'all', request: id })),
    trace: (id) => (isPathPart(id) ? below(['trace', id]) : list({ since: 'all' })),
    actors: (since) => below(['a'], { since }),
    targets: (since) => below(['t'], { since }),
    usage: () => `${root}usage`,
    usageFile: () => `${root}usage.csv`,
    export: (format, query) => below([`export.${format}`], query),
    asset: (name) => `${root}assets/${name}`,
  }
}

function isPathPart(text: string): boolean {
  return text !== '' && text !== '.' && text !== '..'
}
