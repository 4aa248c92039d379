/**
 * Where to send a request for the mount path without its trailing slash, undefined for any other. Frameworks cut
 * `/admin/events` down to `/` or to nothing, so only the original address tells it from `/admin/events/`. The
 * answer is relative (`./events/`), so a proxy may have cut off more in front.
 */
export function withTrailingSlash(path: string, originalUrl: string): string | undefined {
  const question = originalUrl.indexOf('?')
  const original = question === -1 ? originalUrl : originalUrl.slice(0, question)
  if ((path !== '/' && path !== '') || original === '' || original.endsWith('/')) return undefined
  const search = question === -1 ? '' : originalUrl.slice(question)
  return `./${original.slice(original.lastIndexOf('/') + 1)}/${search}`
}
