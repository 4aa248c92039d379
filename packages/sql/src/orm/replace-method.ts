/**
 * Puts another function in the place of a method of one object. The answer takes it away again, unless somebody else
 * has replaced it since: theirs stays, and calls ours.
 */
export function replaceMethod<T extends object, K extends keyof T>(
  object: T,
  name: K,
  make: (original: T[K]) => T[K],
): () => void {
  const own = Object.getOwnPropertyDescriptor(object, name)
  const replacement = make(object[name])
  object[name] = replacement
  return () => {
    if (object[name] !== replacement) return
    if (own) Object.defineProperty(object, name, own)
    else Reflect.deleteProperty(object, name)
  }
}
