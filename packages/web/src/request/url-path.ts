/**
 * The path of a request's target, without query and fragment. Queries carry tokens and names: they are not kept.
 * The absolute form that clients send to proxies loses its origin and whatever password stands in it.
 */
export function pathOf(url: string): string {
  const path = upTo('?', upTo('#', url))
  if (path.startsWith('/')) return path
  return URL.canParse(path) ? new URL(path).pathname : path
}

function upTo(mark: string, text: string): string {
  const end = text.indexOf(mark)
  return end === -1 ? text : text.slice(0, end)
}
