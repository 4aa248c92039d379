import type { EventBook, GuardOptions } from '@daybook/express'
import { exchangeOf } from '@daybook/express'
import { actorRule, type GuardRule, groupRule, refusalOf } from '@daybook/web'
import { type CanActivate, type ExecutionContext, HttpException, mixin, type Type } from '@nestjs/common'
import type { Request, Response } from 'express'
import { InjectDaybook } from '../module/daybook-token.ts'

/**
 * A Nest guard, for `@UseGuards()`, that lets pass whom `allows` answers with `true`, and records the others as `denied`.
 *
 * @example
 * ```ts
 * import { guard } from '@daybook/nestjs'
 * import { Controller, Post, UseGuards } from '@nestjs/common'
 * import type { Request } from 'express'
 *
 * declare function isAdmin(req: Request): boolean
 *
 * @Controller('invoices')
 * @UseGuards(guard(isAdmin, { reason: 'only admins void invoices' }))
 * export class InvoicesController {
 *   @Post(':id/void')
 *   void() {}
 * }
 * ```
 */
export function guard(
  allows: (req: Request) => boolean | undefined | Promise<boolean | undefined>,
  options: GuardOptions = {},
): Type<CanActivate> {
  return asGuard((req) => ({ allows: () => allows(req), reason: 'refused by a guard' }), options)
}

/** A Nest guard that lets pass who is signed in: who has an actor in the request context. Others get 401. */
export function requireActor(options: GuardOptions = {}): Type<CanActivate> {
  return asGuard(() => actorRule, options)
}

/**
 * A Nest guard that lets pass who is in a group.
 *
 * @param groups the groups of whoever asks; by default those of `req.user.groups`
 */
export function inGroup(
  name: string,
  groups: (
    req: Request,
  ) => Iterable<string> | undefined | Promise<Iterable<string> | undefined> = groupsOfUser,
  options: GuardOptions = {},
): Type<CanActivate> {
  return asGuard((req) => groupRule(name, () => groups(req)), options)
}

function asGuard(ruleFor: (req: Request) => GuardRule, options: GuardOptions): Type<CanActivate> {
  class RecordingGuard implements CanActivate {
    @InjectDaybook() readonly daybook!: EventBook

    async canActivate(context: ExecutionContext): Promise<boolean> {
      const http = context.switchToHttp()
      const req = http.getRequest<Request>()
      const status = await refusalOf(
        this.daybook,
        exchangeOf(req, http.getResponse<Response>()),
        ruleFor(req),
        options,
      )
      if (status === undefined) return true
      throw new HttpException(status === 401 ? 'Unauthorized' : 'Forbidden', status)
    }
  }
  return mixin(RecordingGuard)
}

function groupsOfUser(req: Request): Iterable<string> | undefined {
  return (req as { readonly user?: { readonly groups?: Iterable<string> } }).user?.groups
}
