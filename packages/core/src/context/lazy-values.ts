import type { ContextValues } from './context.ts'

const lazyKeys = new WeakMap<ContextValues, readonly string[]>()
const none: readonly string[] = Object.freeze([])

/**
 * Values as they are at this moment: functions among them are called, but for the actor's, which has its own rules. A
 * function that throws leaves its value out and is reported.
 */
export function presentValues(values: ContextValues, onError: (error: unknown) => void): ContextValues {
  const keys = keysOfFunctions(values)
  if (keys.length === 0) return values
  const present: Record<string, unknown> = { ...values }
  for (const key of keys)
    try {
      present[key] = (values[key] as () => unknown)()
    } catch (error) {
      present[key] = undefined
      onError(error)
    }
  return present
}

/** Remembered: the merged values of a scope never change. */
function keysOfFunctions(values: ContextValues): readonly string[] {
  const known = lazyKeys.get(values)
  if (known !== undefined) return known
  const found = Object.keys(values).filter((key) => key !== 'actor' && typeof values[key] === 'function')
  const keys = found.length === 0 ? none : found
  if (Object.isFrozen(values)) lazyKeys.set(values, keys)
  return keys
}
