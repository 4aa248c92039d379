const fields = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?$/

/**
 * The trace id of a W3C `traceparent` header: 32 hexadecimal digits, or undefined where the header is absent or
 * says nothing valid (an all-zero id, version `ff`, several headers in one).
 */
export function traceIdOf(traceparent: string | undefined): string | undefined {
  if (traceparent === undefined) return undefined
  const [, version, traceId, parentId, more] = fields.exec(traceparent) ?? []
  if (traceId === undefined || parentId === undefined || version === 'ff') return undefined
  if (version === '00' && more !== undefined) return undefined
  return isZero(traceId) || isZero(parentId) ? undefined : traceId
}

function isZero(digits: string): boolean {
  return /^0+$/.test(digits)
}
