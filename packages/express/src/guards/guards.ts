import {
  actorRule,
  type EventBook,
  type GuardOptions,
  type GuardRule,
  groupRule,
  refusalOf,
} from '@daybook/web'
import type { Request, RequestHandler } from 'express'
import { exchangeOf } from '../exchange/express-exchange.ts'

/** Express middleware that lets pass whom `allows` answers with `true`, and records the others as `denied`. */
export function guard(
  book: EventBook,
  allows: (req: Request) => boolean | undefined | Promise<boolean | undefined>,
  options: GuardOptions = {},
): RequestHandler {
  return asMiddleware(book, (req) => ({ allows: () => allows(req), reason: 'refused by a guard' }), options)
}

/** Express middleware that lets pass who is signed in: who has an actor in the request context. Others get 401. */
export function requireActor(book: EventBook, options: GuardOptions = {}): RequestHandler {
  return asMiddleware(book, () => actorRule, options)
}

/**
 * Express middleware that lets pass who is in a group.
 *
 * @param groups the groups of whoever asks; by default those of `req.user.groups`
 */
export function inGroup(
  book: EventBook,
  name: string,
  groups: (
    req: Request,
  ) => Iterable<string> | undefined | Promise<Iterable<string> | undefined> = groupsOfUser,
  options: GuardOptions = {},
): RequestHandler {
  return asMiddleware(book, (req) => groupRule(name, () => groups(req)), options)
}

function asMiddleware(
  book: EventBook,
  ruleFor: (req: Request) => GuardRule,
  options: GuardOptions,
): RequestHandler {
  return (req, res, next) => {
    refusalOf(book, exchangeOf(req, res), ruleFor(req), options).then(
      (status) => (status === undefined ? next() : void res.sendStatus(status)),
      next,
    )
  }
}

function groupsOfUser(req: Request): Iterable<string> | undefined {
  return (req as { readonly user?: { readonly groups?: Iterable<string> } }).user?.groups
}
