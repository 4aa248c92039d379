import type { Json } from '../json/json.ts'
import type { Processor } from './processor.ts'

/**
 * Gives the top-level keys of `data` other names; null leaves a key out. Keys that are not named stay, and data
 * that is no object is kept as it is.
 */
export function mapData(names: Readonly<Record<string, string | null>>): Processor {
  return (event) => {
    const { data } = event
    if (typeof data !== 'object' || data === null || Array.isArray(data)) return undefined
    const mapped = Object.entries(data).flatMap(([key, value]): [string, Json][] => {
      const name = Object.hasOwn(names, key) ? names[key] : key
      return typeof name === 'string' ? [[name, value]] : []
    })
    return { ...event, data: Object.fromEntries(mapped) }
  }
}
