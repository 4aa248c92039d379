/** A JSON Pointer as people write paths: `/address/city` is `address.city`. */
export function pointerPath(pointer: string): string {
  return pointerParts(pointer).join('.')
}

/** The keys of a JSON Pointer, from the outside in. */
export function pointerParts(pointer: string): readonly string[] {
  if (pointer === '') return []
  if (!pointer.startsWith('/')) return [pointer]
  return pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}
