import { pathOf } from '@daybook/core/changes'

/** A JSON Pointer as people write paths: `/address/city` is `address.city`. */
export function pointerPath(pointer: string): string {
  return pointerParts(pointer).join('.')
}

/** The keys of a JSON Pointer, from the outside in. */
export function pointerParts(pointer: string): readonly string[] {
  if (pointer === '') return []
  if (!pointer.startsWith('/')) return [pointer]
  return pathOf(pointer)
}
