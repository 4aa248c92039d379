import type { ListQuery } from '../query/list-query.ts'
import { listSearch } from '../query/list-search.ts'

/** Addresses of the viewer's pages and files, relative to the page that shows them: no base path is ever needed. */
export interface Links {
  list(query: ListQuery): string
  event(id: string): string
  asset(name: string): string
}

/** The links of the page at `path`, which is the path below the mount point and begins with a slash. */
export function linksFrom(path: string): Links {
  const root = '../'.repeat(path.split('/').length - 2) || './'
  return {
    list: (query) => `${root}${listSearch(query)}`,
    event: (id) => `${root}e/${encodeURIComponent(id)}`,
    asset: (name) => `${root}assets/${name}`,
  }
}
