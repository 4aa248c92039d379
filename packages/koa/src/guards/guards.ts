import {
  actorRule,
  type EventBook,
  type GuardOptions,
  type GuardRule,
  groupRule,
  refusalOf,
} from '@daybook/web'
import type { Context, Middleware } from 'koa'
import { exchangeOf } from '../exchange/koa-exchange.ts'

/** Koa middleware that lets pass whom `allows` answers with `true`, and records the others as `denied`. */
export function guard(
  book: EventBook,
  allows: (ctx: Context) => boolean | undefined | Promise<boolean | undefined>,
  options: GuardOptions = {},
): Middleware {
  return asMiddleware(book, (ctx) => ({ allows: () => allows(ctx), reason: 'refused by a guard' }), options)
}

/** Koa middleware that lets pass who is signed in: who has an actor in the request context. Others get 401. */
export function requireActor(book: EventBook, options: GuardOptions = {}): Middleware {
  return asMiddleware(book, () => actorRule, options)
}

/**
 * Koa middleware that lets pass who is in a group.
 *
 * @param groups the groups of whoever asks; by default those of `ctx.state.user.groups`
 */
export function inGroup(
  book: EventBook,
  name: string,
  groups: (
    ctx: Context,
  ) => Iterable<string> | undefined | Promise<Iterable<string> | undefined> = groupsOfUser,
  options: GuardOptions = {},
): Middleware {
  return asMiddleware(book, (ctx) => groupRule(name, () => groups(ctx)), options)
}

function asMiddleware(
  book: EventBook,
  ruleFor: (ctx: Context) => GuardRule,
  options: GuardOptions,
): Middleware {
  return async (ctx, next) => {
    const status = await refusalOf(book, exchangeOf(ctx), ruleFor(ctx), options)
    if (status === undefined) return next()
    ctx.status = status
    ctx.body = ctx.message
  }
}

function groupsOfUser(ctx: Context): Iterable<string> | undefined {
  return (ctx.state as { readonly user?: { readonly groups?: Iterable<string> } }).user?.groups
}
