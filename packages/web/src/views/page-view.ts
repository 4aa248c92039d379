import type { ServerResponse } from 'node:http'
import { type AnyDetails, context } from '@daybook/core'
import { deferEvent, type EventBook, type FailureOptions } from '../records/event-book.ts'
import { outcomeOfStatus } from '../records/outcome.ts'
import type { Exchange } from '../request/exchange.ts'
import { pathOf } from '../request/url-path.ts'
import { type Answer, whenAnswered } from '../request/when-answered.ts'

/** How page views are logged. */
export interface PageViewOptions extends FailureOptions {
  /**
   * `modern`: every 2xx and 304 is a view, every other 3xx a redirect, everything else an error with its outcome.
   * `strict`: as the earlier system had it; 200 alone is a view, 302 alone a redirect, everything else an error, and
   * no event has another outcome than success. Default: `modern`.
   */
  readonly mode?: 'modern' | 'strict' | undefined
  /** Default: `PageViewed`, `Redirected`, `PageError`. */
  readonly names?: Partial<PageViewNames> | undefined
}

/** The actions of page views. */
export interface PageViewNames {
  readonly viewed: string
  readonly redirected: string
  readonly failed: string
}

/** The actions of page views, as the earlier system called them. */
export const pageViewNames: PageViewNames = Object.freeze({
  viewed: 'PageViewed',
  redirected: 'Redirected',
  failed: 'PageError',
})

/**
 * Runs a handler and logs the view of a page when it has answered, by the actor from before the handler: who signs
 * out on a page has seen it. A handler that throws is logged by nobody here, and what it threw is thrown again.
 */
export async function viewPage<V>(
  book: EventBook,
  exchange: Exchange,
  options: PageViewOptions,
  handler: () => V | Promise<V>,
): Promise<V> {
  const actor = currentActor()
  let hasThrown = false
  whenAnswered(exchange.response, (answer) => {
    if (hasThrown || answer.aborted) return
    const { action, ...details } = pageView(exchange, answer, options)
    const { statusCode, durationMs } = answer
    deferEvent(
      book,
      action,
      { ...details, ...(actor && { actor }), context: { statusCode, durationMs } },
      options.onError,
    )
  })
  try {
    return await handler()
  } catch (error) {
    hasThrown = true
    throw error
  }
}

/** Who acts now, if that can be told. */
export function currentActor(): object | undefined {
  try {
    const { actor } = context.current()
    return ((typeof actor === 'function' ? actor() : actor) || undefined) as object | undefined
  } catch {
    return undefined
  }
}

function pageView(
  { facts, response }: Exchange,
  { statusCode }: Answer,
  { mode = 'modern', names }: PageViewOptions,
): Pick<AnyDetails, 'note' | 'outcome'> & { readonly action: string } {
  const { viewed, redirected, failed } = { ...pageViewNames, ...names }
  const path = pathOf(facts.url)
  const isStrict = mode === 'strict'
  const isView = isStrict ? statusCode === 200 : (statusCode >= 200 && statusCode < 300) || statusCode === 304
  if (isView) return { action: viewed, note: path }
  if (isStrict ? statusCode === 302 : statusCode >= 300 && statusCode < 400)
    return { action: redirected, note: `From: ${path} \tTo: ${location(response, isStrict)}` }
  const outcome = isStrict ? 'success' : outcomeOfStatus(statusCode)
  return { action: failed, note: `${path}\nResponse Code: ${statusCode}`, outcome }
}

/** Where a redirect points to. Its query carries codes and tokens, and is kept by the strict form alone. */
function location(response: ServerResponse, isStrict: boolean): string {
  const header = String(response.getHeader('location') ?? '')
  return isStrict ? header : header.replace(/[?#].*$/s, '')
}
