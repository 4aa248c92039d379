/**
 * The path of a request's target, without query and fragment. Queries carry tokens and names: they are not kept.
 * The absolute form that clients send to proxies loses its origin and whatever password stands in it.
 */
export function pathOf(url: string): string {
  const end = url.search(/[?#]/)
  const path = end === -1 ? url : url.slice(0, end)
  if (path.startsWith('/')) return path
  return URL.canParse(path) ? new URL(path).pathname : path
}
