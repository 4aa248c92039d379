import type { Exchange } from '../request/exchange.ts'
import { whenAnswered } from '../request/when-answered.ts'
import type { AuthEvents } from './auth-events.ts'
import { createSignedInSessions } from './signed-in-sessions.ts'

/** A request as passport's strategies see it. */
interface PassportRequest {
  readonly body?: unknown
}

/** What passport gives to a strategy for the time of one request. */
interface StrategyActions {
  fail?: (...args: never[]) => unknown
}

/** A passport strategy: what has an `authenticate`. */
export interface PassportStrategy {
  // biome-ignore lint/suspicious/noExplicitAny: each strategy has its own request and options
  authenticate(this: any, req: any, options?: any): any
}

/** What of a request tells who wanted to be signed in. */
export interface ObserveStrategyOptions {
  /** Default: `username`, `email`, `login` or `identifier` of the body. */
  readonly identifier?: ((req: PassportRequest) => unknown) | undefined
}

/**
 * Makes a strategy log the sign-ins that it refuses, missing credentials included; for custom callbacks, too. Changes
 * the strategy itself and returns it. Of several strategies of one route, observe the one that people sign in with.
 *
 * @example
 * ```ts
 * import { createDaybook } from '@daybook/core'
 * import { createMemoryStore } from '@daybook/core/memory'
 * import { createAuthEvents } from '@daybook/web/auth'
 * import { observeStrategy, type PassportStrategy } from '@daybook/web/passport'
 *
 * declare const strategy: PassportStrategy // new LocalStrategy(verify)
 * declare const passport: { use(strategy: PassportStrategy): void }
 *
 * const auth = createAuthEvents(createDaybook({ store: createMemoryStore() }))
 * passport.use(observeStrategy(auth, strategy))
 * ```
 */
export function observeStrategy<S extends PassportStrategy>(
  auth: AuthEvents,
  strategy: S,
  { identifier = identifierIn }: ObserveStrategyOptions = {},
): S {
  const { authenticate } = strategy
  strategy.authenticate = function (this: StrategyActions, req: PassportRequest, options?: unknown) {
    const { fail } = this
    if (fail)
      this.fail = (...args: readonly unknown[]) => {
        // A challenge is a text or an object with a message; alone, a number is the status.
        const [challenge] = args
        void auth.loginFailed(identifier(req), typeof challenge === 'number' ? undefined : challenge, req)
        return Reflect.apply(fail, this, args)
      }
    return authenticate.call(this, req, options)
  }
  return strategy
}

/** How the signed-in user of a request is read. */
export interface SessionReader {
  /** What the session remembers of the user; undefined where nobody is signed in. */
  readonly key: () => unknown
  /** The user, as passport has loaded it. */
  readonly user: () => unknown
}

/**
 * Compares who is signed in before and after each request: a sign-in, a sign-out, a destroyed session and a change of
 * users are seen however they come about. A session that has expired, or was dropped from its store, is seen when its
 * cookie comes again, if it is among the 10,000 in which this process last found somebody signed in; one that is kept
 * in the cookie alone has no id to know it by.
 *
 * @returns what to call with each request after its session has been read.
 */
export function createSessionWatch(auth: AuthEvents): (exchange: Exchange, reader: SessionReader) => void {
  const sessions = createSignedInSessions()
  return (exchange, { key, user }) => {
    const keyBefore = idOf(key())
    const sessionBefore = exchange.sessionId()
    // As the app names its actors elsewhere, where it does.
    const whoIs = () => actorIn(exchange) ?? user() ?? key()
    const userBefore = keyBefore === undefined ? undefined : whoIs()
    if (keyBefore === undefined) {
      const expired = sessions.take(exchange.facts.header('cookie'))
      if (expired !== undefined) void auth.sessionExpired(expired, exchange.source)
    } else if (sessionBefore !== undefined) sessions.remember(sessionBefore, userBefore)
    whenAnswered(exchange.response, () => {
      const keyAfter = idOf(key())
      if (keyBefore === keyAfter) return
      const userAfter = keyAfter === undefined ? undefined : whoIs()
      if (sessionBefore !== undefined) sessions.forget(sessionBefore)
      if (keyAfter === undefined) void auth.loggedOut(exchange.source, userBefore)
      else if (keyBefore === undefined) void auth.loggedIn(exchange.source, userAfter)
      else void auth.switched(exchange.source, userBefore, userAfter)
    })
  }
}

function actorIn({ scope }: Exchange): unknown {
  try {
    return scope?.actor() || undefined
  } catch {
    return undefined
  }
}

/** What serializeUser made of a user may be an object, which is another one after each reading. */
function idOf(key: unknown): string | undefined {
  return key === undefined || key === null ? undefined : JSON.stringify(key)
}

function identifierIn({ body }: PassportRequest): unknown {
  if (typeof body !== 'object' || body === null) return undefined
  const { username, email, login, identifier } = body as Record<string, unknown>
  return username ?? email ?? login ?? identifier
}
