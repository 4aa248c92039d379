/** What the requests of web frameworks have in common, read with care. */
interface RequestLike {
  readonly originalUrl?: unknown
  readonly url?: unknown
  readonly path?: unknown
  readonly user?: unknown
}

/** The path of a request without its query string. */
export function pathOf(request: unknown): string | undefined {
  if (typeof request !== 'object' || request === null) return undefined
  const { originalUrl, url, path } = request as RequestLike
  const raw = [originalUrl, url, path].find((each) => typeof each === 'string')
  if (raw === undefined) return undefined
  const withoutQuery = (raw as string).replace(/[?#].*$/s, '')
  // A standard Request holds an absolute URL.
  return withoutQuery.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '') || '/'
}

/** The user that authentication put on a request: Express and passport on it, Koa in its state. */
export function userOf(request: unknown): unknown {
  if (typeof request !== 'object' || request === null) return undefined
  const { user, state } = request as RequestLike & { readonly state?: { readonly user?: unknown } }
  return user ?? state?.user
}

/** Whether a user object stands for nobody: absent, or saying itself that it is not authenticated. */
export function isAnonymous(user: unknown): boolean {
  if (user === null || user === undefined || user === false) return true
  if (typeof user !== 'object') return false
  const { isAuthenticated, isAnonymous } = user as { isAuthenticated?: unknown; isAnonymous?: unknown }
  const answer = (flag: unknown) => (typeof flag === 'function' ? flag.call(user) : flag)
  return answer(isAuthenticated) === false || answer(isAnonymous) === true
}
