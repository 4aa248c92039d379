/** A JSON Pointer as people write paths: `/address/city` is `address.city`. */
export function pointerPath(pointer: string): string {
  if (!pointer.startsWith('/')) return pointer
  return pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.')
}
