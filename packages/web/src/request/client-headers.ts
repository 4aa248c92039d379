/** The first language tag of an `accept-language` header. */
export function languageOf(header: string | undefined): string | undefined {
  if (header === undefined) return undefined
  return /^\s*([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,4})(?=\s*(?:[,;]|$))/.exec(header)?.[1]
}

/** Where the client says it came from: origin and path. Queries and fragments carry tokens, and are not kept. */
export function refererOf(header: string | undefined): string | undefined {
  const url = header === undefined ? null : URL.parse(header)
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? `${url.origin}${url.pathname}` : undefined
}

/** A host name or address as it may be kept; undefined for anything else that a client wrote. */
export function hostOf(host: string | undefined): string | undefined {
  return host !== undefined && /^(?:[A-Za-z0-9._-]{1,255}|\[?[0-9A-Fa-f:.]{2,45}\]?)$/.test(host)
    ? host
    : undefined
}
