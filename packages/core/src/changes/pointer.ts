/** The JSON Pointer (RFC 6901) of a path. */
export function pointerOf(path: readonly string[]): string {
  let pointer = ''
  for (const part of path) pointer += `/${special.test(part) ? escaped(part) : part}`
  return pointer
}

const special = /[~/]/

function escaped(part: string): string {
  return part.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** The path of a JSON Pointer; undoes {@link pointerOf}. */
export function pathOf(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}
