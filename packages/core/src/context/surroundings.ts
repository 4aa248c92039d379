import type { ContextValues } from './context.ts'

/** What surrounds an event: the values that have a property of their own in it, and the others. */
export interface Surroundings {
  actor: unknown
  tenant: unknown
  requestId: unknown
  traceId: unknown
  ip: unknown
  statusCode: unknown
  durationMs: unknown
  /** Undefined where there are none. */
  rest: Record<string, unknown> | undefined
}

/**
 * The ambient values as they are at this moment, and over them those of a call. Functions among the ambient ones are
 * called, but for the actor's, which has its own rules; one that throws leaves its value out and is reported.
 *
 * One pass for all, since each copy of the values takes as long as the pass.
 */
export function surroundingsOf(
  ambient: ContextValues,
  ofCall: ContextValues | undefined,
  onError: (error: unknown) => void,
): Surroundings {
  const surroundings: Surroundings = {
    actor: undefined,
    tenant: undefined,
    requestId: undefined,
    traceId: undefined,
    ip: undefined,
    statusCode: undefined,
    durationMs: undefined,
    rest: undefined,
  }
  for (const key of Object.keys(ambient)) put(surroundings, key, presentValue(key, ambient[key], onError))
  if (ofCall !== undefined) for (const key of Object.keys(ofCall)) put(surroundings, key, ofCall[key])
  return surroundings
}

/** Values as they are at this moment, like those of {@link surroundingsOf}. */
export function presentValues(values: ContextValues, onError: (error: unknown) => void): ContextValues {
  const entries = Object.entries(values).map(([key, value]) => [key, presentValue(key, value, onError)])
  return Object.fromEntries(entries)
}

function presentValue(key: string, value: unknown, onError: (error: unknown) => void): unknown {
  if (typeof value !== 'function' || key === 'actor') return value
  try {
    return value()
  } catch (error) {
    onError(error)
    return undefined
  }
}

function put(surroundings: Surroundings, key: string, value: unknown): void {
  switch (key) {
    case 'actor':
    case 'tenant':
    case 'requestId':
    case 'traceId':
    case 'ip':
    case 'statusCode':
    case 'durationMs':
      surroundings[key] = value
      return
  }
  surroundings.rest ??= {}
  // Assigned, a key named `__proto__` would bring values that nobody set.
  if (key === '__proto__')
    Object.defineProperty(surroundings.rest, key, { value, enumerable: true, configurable: true })
  else surroundings.rest[key] = value
}
