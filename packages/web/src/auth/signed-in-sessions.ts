/** Which sessions had somebody signed in, as far as this process has seen: what a store has dropped tells nobody. */
export interface SignedInSessions {
  /** That of `limit` sessions which was seen least lately is forgotten. */
  remember(sessionId: string, user: unknown): void
  forget(sessionId: string): void
  /** The user of the session that a `cookie` header names, whatever the cookie is called; forgotten at once. */
  take(cookieHeader: string | undefined): unknown
}

export function createSignedInSessions(limit = 10_000): SignedInSessions {
  const users = new Map<string, unknown>()
  const forget = (sessionId: string) => void users.delete(sessionId)
  return {
    remember(sessionId, user) {
      // Set anew, it is the last in line to be forgotten.
      forget(sessionId)
      users.set(sessionId, user)
      if (users.size > limit) forget(users.keys().next().value as string)
    },
    forget,
    take(cookieHeader) {
      if (cookieHeader === undefined || users.size === 0) return undefined
      const sessionId = cookieValues(cookieHeader).find((value) => users.has(value))
      if (sessionId === undefined) return undefined
      const user = users.get(sessionId)
      forget(sessionId)
      return user
    },
  }
}

/** The values of a header, as they are and, where Express has signed them, without the signature. */
function cookieValues(header: string): readonly string[] {
  return header.split(';').flatMap((cookie) => {
    const value = cookie.slice(cookie.indexOf('=') + 1).trim()
    const [, signed] = /^s(?::|%3A)(.*)\.[^.]*$/i.exec(value) ?? []
    return signed === undefined ? [value] : [value, signed]
  })
}
