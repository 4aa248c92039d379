import { type CreateEventDetails, context } from '@daybook/core'
import { type FailureOptions, printError } from '../records/event-book.ts'
import { factsOf } from '../request/facts-of.ts'
import { requestValues } from '../request/request-values.ts'
import { type AuthNames, authNames } from './auth-names.ts'

/** Any daybook, whatever its catalog: the part that sign-in events are logged with. */
export interface AuthBook {
  createEvent(action: never, details?: CreateEventDetails): Promise<unknown>
}

/** How sign-in events are logged. */
export interface AuthEventOptions extends FailureOptions {
  /** The names of the events: a ready set, or names of your own over the OWASP ones. Default: `owasp`. */
  readonly names?: keyof typeof authNames | Partial<AuthNames> | undefined
  /** Switches the events off. A function is asked at each. Default: true. */
  readonly enabled?: boolean | (() => boolean) | undefined
}

/** What is said of a refusal. */
export interface Denial {
  /** Who was refused. Absent: the user of the request, else nobody. */
  readonly user?: unknown
  readonly reason?: string | undefined
  /** What was asked for. */
  readonly target?: object | null | undefined
}

/**
 * Sign-in events. A request is Express', Koa's context, Node's or Fetch's, or undefined; a user is an object with an
 * id, a registered object, a reference, or the id itself. The events carry the user, the path and the address.
 *
 * None of these functions throws or rejects: they belong to no one's business. The promise resolves when the event
 * is stored, independently of any transaction, or when `onError` has heard why it is not.
 */
export interface AuthEvents {
  /** A user signed in. Nobody did where `user` is absent or anonymous: then nothing is logged. */
  loggedIn(request: unknown, user: unknown): Promise<void>
  /** A user signed out. Absent: the user of the request. Null is somebody who was not signed in. */
  loggedOut(request: unknown, user?: unknown, reason?: string): Promise<void>
  /** A sign-in was refused: who it was meant to be, and why. There is no actor; a password is never kept. */
  loginFailed(identifier: unknown, reason?: unknown, request?: unknown): Promise<void>
  /** Somebody asked for what they may not have. */
  denied(request: unknown, denial?: Denial): Promise<void>
  /** A user became another one without signing out in between. */
  switched(request: unknown, from: unknown, to: unknown): Promise<void>
  /** A session came to its end by itself. */
  sessionExpired(user: unknown, request?: unknown): Promise<void>
}

/**
 * Sign-in events of a home-made authentication, and the base of the hooks for passport, better-auth and Auth.js.
 *
 * @example
 * ```ts
 * import { createDaybook } from '@daybook/core'
 * import { createMemoryStore } from '@daybook/core/memory'
 * import { createAuthEvents } from '@daybook/web/auth'
 *
 * const auth = createAuthEvents(createDaybook({ store: createMemoryStore() }))
 * await auth.loggedIn(undefined, { id: 7, email: 'ada@example.com' })
 * await auth.loginFailed('ada@example.com', 'wrong password')
 * ```
 */
export function createAuthEvents(book: AuthBook, options: AuthEventOptions = {}): AuthEvents {
  const { onError = printError, enabled = true } = options
  const names = namesOf(options.names)

  const log = async (name: keyof AuthNames, request: unknown, details: CreateEventDetails) => {
    try {
      if (!(typeof enabled === 'function' ? enabled() : enabled)) return
      const work = () => book.createEvent(names[name] as never, { request, tx: null, ...details })
      const facts = context.current().requestId === undefined ? factsOf(request) : undefined
      await (facts ? context.run(requestValues(facts), work) : work())
    } catch (error) {
      onError(error)
    }
  }

  const auth: AuthEvents = {
    async loggedIn(request, user) {
      if (isSomebody(user)) await log('loggedIn', request, { user })
    },
    async loggedOut(request, user, reason = 'logout') {
      if (request === undefined && user === undefined) return
      await log('loggedOut', request, { ...(user !== undefined && { user }), reason })
    },
    async loginFailed(identifier, reason, request) {
      const who = identifierText(identifier)
      const why = reasonText(reason)
      if (who === undefined && why === undefined && request === undefined) return
      await log('loginFailed', request, {
        user: null,
        outcome: 'failure',
        data: who === undefined ? {} : { identifier: who },
        reason: why,
      })
    },
    async denied(request, { user, reason, target } = {}) {
      await log('denied', request, {
        outcome: 'denied',
        reason,
        relatedObject: target,
        ...(user !== undefined && { user }),
      })
    },
    async switched(request, from, to) {
      await auth.loggedOut(request, from, 'switched')
      await auth.loggedIn(request, to)
    },
    async sessionExpired(user, request) {
      if (isSomebody(user)) await log('sessionExpired', request, { user, reason: 'timeout' })
    },
  }
  return auth
}

function namesOf(names: AuthEventOptions['names'] = 'owasp'): AuthNames {
  return typeof names === 'string' ? authNames[names] : { ...authNames.owasp, ...names }
}

function isSomebody(user: unknown): boolean {
  return user !== null && user !== undefined && user !== false && user !== ''
}

/** Only what a form field holds: an object could bring a password along. */
function identifierText(identifier: unknown): string | undefined {
  const isText = typeof identifier === 'string' || typeof identifier === 'number'
  return isText && identifier !== '' ? String(identifier).slice(0, 255) : undefined
}

function reasonText(reason: unknown): string | undefined {
  if (typeof reason === 'string') return reason.slice(0, 1_000) || undefined
  if (typeof reason !== 'object' || reason === null) return undefined
  const { message } = reason as { readonly message?: unknown }
  return typeof message === 'string' ? reasonText(message) : undefined
}
