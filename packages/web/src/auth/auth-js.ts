import type { AuthEvents } from './auth-events.ts'

interface SignIn {
  readonly user: object
}

interface SignOut {
  readonly token?: unknown
  readonly session?: unknown
}

/** What to spread into the `events` of an Auth.js configuration. */
export interface AuthJsEvents {
  signIn(message: SignIn): Promise<void>
  signOut(message: SignOut): Promise<void>
}

/**
 * Sign-ins and sign-outs of Auth.js, for the `events` of its configuration. Auth.js has no event for a failed
 * sign-in: {@link observeAuthorize} sees those with credentials.
 */
export function authJsEvents(auth: AuthEvents): AuthJsEvents {
  return {
    signIn: ({ user }) => auth.loggedIn(undefined, user),
    signOut: ({ token, session }) => auth.loggedOut(undefined, userOf(token ?? session)),
  }
}

/**
 * Wraps the `authorize` of a Credentials provider: logs the sign-ins that it refuses, by null or by throwing.
 *
 * @param identifier who wanted to be signed in, among the credentials; by default their `username` or `email`
 */
export function observeAuthorize<C, A extends readonly unknown[], V>(
  auth: AuthEvents,
  authorize: (credentials: C, ...rest: A) => V | Promise<V>,
  identifier: (credentials: C) => unknown = identifierIn,
): (credentials: C, ...rest: A) => Promise<V> {
  return async (credentials, ...rest) => {
    try {
      const user = await authorize(credentials, ...rest)
      if (!user) await auth.loginFailed(identifier(credentials), 'refused', rest[0])
      return user
    } catch (error) {
      await auth.loginFailed(identifier(credentials), error, rest[0])
      throw error
    }
  }
}

/** The token of a session names the user in `sub`; a session of the database in `userId`. */
function userOf(session: unknown): unknown {
  const { sub, userId, name, email } = (session ?? {}) as Record<string, unknown>
  const id = sub ?? userId
  return id === undefined ? null : { id, name: name ?? email }
}

function identifierIn(credentials: unknown): unknown {
  const { username, email } = (credentials ?? {}) as { readonly username?: unknown; readonly email?: unknown }
  return username ?? email
}
