import type { BetterAuthPlugin } from 'better-auth'
import { createAuthMiddleware } from 'better-auth/api'
import type { AuthEvents } from './auth-events.ts'

/**
 * A better-auth plugin that logs sign-ins, sign-outs and refused sign-ins, those of `auth.api` included.
 *
 * @example
 * ```ts
 * import { createDaybook } from '@daybook/core'
 * import { createMemoryStore } from '@daybook/core/memory'
 * import { createAuthEvents } from '@daybook/web/auth'
 * import { betterAuthEvents } from '@daybook/web/better-auth'
 * import { betterAuth } from 'better-auth'
 *
 * const daybook = createDaybook({ store: createMemoryStore() })
 * betterAuth({ plugins: [betterAuthEvents(createAuthEvents(daybook))] })
 * ```
 */
export function betterAuthEvents(auth: AuthEvents): BetterAuthPlugin {
  return {
    id: 'daybook',
    hooks: {
      after: [
        {
          matcher: ({ path }) => path !== undefined && /^\/(?:sign-in|sign-up)\//.test(path),
          handler: createAuthMiddleware(async (ctx) => {
            const { newSession, returned } = ctx.context
            if (newSession) await auth.loggedIn(ctx.request, newSession.user)
            else if (isRefusal(returned) && ctx.path.startsWith('/sign-in/'))
              await auth.loginFailed(identifierIn(ctx.body), codeOf(returned), ctx.request)
          }),
        },
      ],
    },
    init: () => ({
      options: {
        databaseHooks: {
          session: {
            delete: {
              // The hooks of /sign-out know no session any more; the one that is deleted knows its user.
              async after({ userId }, ctx) {
                if (ctx?.path === '/sign-out') await auth.loggedOut(ctx.request, userId)
              },
            },
          },
        },
      },
    }),
  }
}

interface Refusal {
  readonly statusCode: number
  readonly body?: { readonly code?: unknown }
}

function isRefusal(returned: unknown): returned is Refusal {
  const { statusCode } = (returned ?? {}) as { readonly statusCode?: unknown }
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500
}

function codeOf({ body }: Refusal): unknown {
  return body?.code
}

function identifierIn(body: unknown): unknown {
  const { email, username, phoneNumber } = (body ?? {}) as Record<string, unknown>
  return email ?? username ?? phoneNumber
}
