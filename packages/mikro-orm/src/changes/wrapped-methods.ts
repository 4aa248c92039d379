type Call = (...parameters: unknown[]) => unknown

/** What runs in place of a method. `inner` is the method, or what wraps it within. */
export type Around = (inner: Call, parameters: unknown[]) => unknown

interface Wrapped {
  readonly layers: Around[]
  restore(): void
}

const wrapped = new WeakMap<object, Map<string, Wrapped>>()

/**
 * Puts functions around those methods that an object has, the last outermost. Answers what takes them off again, in any order;
 * without any, the object is as it was.
 */
export function wrapMethods(target: object, wrappers: Readonly<Record<string, Around>>): () => void {
  const undo = Object.entries(wrappers)
    .filter(([name]) => name in target)
    .map(([name, around]) => wrapMethod(target, name, around))
  return () => {
    for (const each of undo) each()
  }
}

function wrapMethod(target: object, name: string, around: Around): () => void {
  const methods = wrapped.get(target) ?? new Map<string, Wrapped>()
  wrapped.set(target, methods)
  const { layers, restore } = methods.get(name) ?? install(target, name)
  methods.set(name, { layers, restore })
  layers.push(around)
  return () => {
    const index = layers.indexOf(around)
    if (index < 0) return
    layers.splice(index, 1)
    if (layers.length > 0) return
    methods.delete(name)
    restore()
  }
}

function install(target: object, name: string): Wrapped {
  const layers: Around[] = []
  const own = Object.getOwnPropertyDescriptor(target, name)
  const original = Reflect.get(target, name) as Call
  const value = (...parameters: unknown[]) => {
    const start: Call = (...given) => Reflect.apply(original, target, given)
    const call = layers.reduce<Call>(
      (inner, around) =>
        (...given) =>
          around(inner, given),
      start,
    )
    return call(...parameters)
  }
  Object.defineProperty(target, name, { configurable: true, writable: true, value })
  return {
    layers,
    restore() {
      // Somebody else may have wrapped it since, and would be taken off with it.
      if (Reflect.get(target, name) !== value) return
      if (own) Object.defineProperty(target, name, own)
      else Reflect.deleteProperty(target, name)
    },
  }
}
