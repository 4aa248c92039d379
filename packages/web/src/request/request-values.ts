import { hostOf, languageOf, refererOf } from './client-headers.ts'
import { toIpAddress } from './ip-address.ts'
import type { RequestFacts } from './request-facts.ts'
import { requestIdHeader, toRequestId } from './request-id.ts'
import { traceIdOf } from './trace-parent.ts'
import { pathOf } from './url-path.ts'

/** How much of what a client sends is kept, in UTF-16 code units. */
export const requestLimits = Object.freeze({ path: 2_048, userAgent: 512, referer: 1_024 })

// An alias, since an interface is not assignable to the index signature of ContextValues.
/** What a request adds to the context of every event logged while it is served. */
export type RequestValues = {
  /** That of the `x-request-id` header where it is well-formed, else a new one. */
  readonly requestId: string
  /** From a valid W3C `traceparent` header. */
  readonly traceId?: string
  /** Absent where the framework gave no valid address. */
  readonly ip?: string
  readonly method: string
  /** Without the query, cut at 2,048 characters. */
  readonly path: string
  /** Absent where it is no host name. */
  readonly host?: string
  /** Cut at 512 characters. */
  readonly userAgent?: string
  /** Origin and path of a web address, without its query, cut at 1,024 characters. */
  readonly referer?: string
  /** The first tag of `accept-language`. */
  readonly language?: string
}

/**
 * The context of a request, for `daybook.context.run`. Takes from the client's headers only what is well-formed,
 * and never a body, a query, a cookie or a credential.
 *
 * @param chosenId the id that something before has already given this request, if any; taken when well-formed
 */
export function requestValues(facts: RequestFacts, chosenId?: unknown): RequestValues {
  return valuesOf(facts, toRequestId(chosenId, facts.header(requestIdHeader)))
}

/** The same, for a request whose id is known. The object is new and may be added to. */
export function valuesOf(
  facts: RequestFacts,
  requestId: string,
): { -readonly [Key in keyof RequestValues]: RequestValues[Key] } {
  const traceId = traceIdOf(facts.header('traceparent'))
  const ip = toIpAddress(facts.ip)
  const host = hostOf(facts.host)
  const userAgent = facts.header('user-agent')
  const referer = refererOf(facts.header('referer'))
  const language = languageOf(facts.header('accept-language'))
  // One object, since a spread for each value that may be absent takes as long as reading them all.
  const values: ReturnType<typeof valuesOf> = {
    requestId,
    method: facts.method,
    path: pathOf(facts.url).slice(0, requestLimits.path),
  }
  if (traceId !== undefined) values.traceId = traceId
  if (ip !== undefined) values.ip = ip
  if (host !== undefined) values.host = host
  if (userAgent !== undefined) values.userAgent = userAgent.slice(0, requestLimits.userAgent)
  if (referer !== undefined) values.referer = referer.slice(0, requestLimits.referer)
  if (language !== undefined) values.language = language
  return values
}
