import type { ContextValues } from './context.ts'

/**
 * Values as they are at this moment: functions among them are called, but for the actor's, which has its own rules. A
 * function that throws leaves its value out and is reported.
 */
export function presentValues(values: ContextValues, onError: (error: unknown) => void): ContextValues {
  let present: Record<string, unknown> | undefined
  for (const key of Object.keys(values)) {
    const value = values[key]
    if (typeof value !== 'function' || key === 'actor') continue
    present ??= { ...values }
    try {
      present[key] = value()
    } catch (error) {
      present[key] = undefined
      onError(error)
    }
  }
  return present ?? values
}
