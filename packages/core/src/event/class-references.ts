import { ConfigurationError } from '../errors/daybook-error.ts'
import { encodeKey, type TargetReference } from './reference.ts'

/** Classes by the type name under which events refer to their objects. */
// biome-ignore lint/suspicious/noExplicitAny: a constructor type that every class fits
export type Classes = Readonly<Record<string, new (...args: any[]) => object>>

/** The instance types of registered classes. */
export type InstancesOf<M extends Classes> = { readonly [K in keyof M]: InstanceType<M[K]> }

/**
 * The type names of registered classes.
 *
 * @throws ConfigurationError `DAYBOOK_TWO_NAMES` for a class under two names.
 */
export function classNames(classes: Classes): ReadonlyMap<unknown, string> {
  const names = new Map<unknown, string>()
  for (const [name, each] of Object.entries(classes)) {
    const other = names.get(each)
    if (other !== undefined)
      throw new ConfigurationError({
        code: 'DAYBOOK_TWO_NAMES',
        message: `The class ${each.name} is registered as \`${other}\` and as \`${name}\`.`,
        fix: 'Register it once in `references`.',
      })
    names.set(each, name)
  }
  return names
}

/** References to objects of registered classes, by their `id` and `name` properties. */
export function classReferences(classes: Classes): (entity: object) => TargetReference | undefined {
  const names = classNames(classes)
  return (entity) => {
    const type = names.get(entity.constructor)
    if (type === undefined) return undefined
    const { id, name } = entity as { readonly id?: unknown; readonly name?: unknown }
    const key = encodeKey(Array.isArray(id) ? id : [id])
    return typeof name === 'string' ? { type, id: key, name } : { type, id: key }
  }
}
