import { deferEvent, type EventBook, type FailureOptions } from '../records/event-book.ts'
import type { Exchange } from '../request/exchange.ts'
import { pathOf } from '../request/url-path.ts'
import { currentActor } from '../views/page-view.ts'

/** How a refusal is recorded. */
export interface GuardOptions extends FailureOptions {
  /** The action of a refusal. Default: `authz_fail`, as the OWASP vocabulary has it. */
  readonly action?: string | undefined
  /** Why, for the event. The client does not read it. */
  readonly reason?: string | undefined
  /** What is answered. Default: 401 where nobody is signed in, else 403. */
  readonly status?: 401 | 403 | undefined
}

/** Who is asked for: a rule, and the reason in the event of a refusal. */
export interface GuardRule {
  readonly allows: () => unknown
  readonly reason: string
}

/**
 * Asks a rule. Undefined lets the request pass; a number is the status to refuse it with, and the refusal is logged
 * as `denied`. Only exactly `true` passes: a rule that throws or rejects does so here as well.
 */
export async function refusalOf(
  book: EventBook,
  exchange: Exchange,
  { allows, reason }: GuardRule,
  options: GuardOptions = {},
): Promise<401 | 403 | undefined> {
  if ((await allows()) === true) return undefined
  const statusCode = options.status ?? (currentActor() === undefined ? 401 : 403)
  const { facts } = exchange
  const said = options.reason ?? reason
  exchange.scope?.record?.add({ reason: said })
  deferEvent(
    book,
    options.action ?? 'authz_fail',
    { outcome: 'denied', reason: said, note: pathOf(facts.url), context: { statusCode } },
    options.onError,
  )
  return statusCode
}

/** The rule that somebody is signed in. */
export const actorRule: GuardRule = {
  allows: () => currentActor() !== undefined,
  reason: 'nobody is signed in',
}

/** The rule that who is signed in belongs to a group. */
export function groupRule(
  name: string,
  groups: () => Iterable<string> | null | undefined | Promise<Iterable<string> | null | undefined>,
): GuardRule {
  return {
    allows: async () => {
      const found = await groups()
      // A text is iterable too, letter by letter: 'administrator' is not in group 'a'.
      return typeof found === 'string' ? found === name : new Set(found ?? []).has(name)
    },
    reason: `not in group ${name}`,
  }
}
