import { decodeKey, type Reference, referenceKey } from '@daybook/core'

/** The entities of one type, as an ORM finds them. */
export interface EntityFinder {
  /** How many columns the key has. */
  readonly keyLength: number
  /** The key of an entity in the form of a reference's `id`; null where it has none. */
  idOf(entity: object): string | null
  /** The entities with these keys, soft-deleted ones included; each key has `keyLength` parts. */
  find(keys: readonly (readonly string[])[]): Promise<readonly object[]>
}

// Databases bound the parameters of a statement; composite keys take several each.
const chunkSize = 500

/**
 * The objects that references point to, by `referenceKey`, a statement for each type and 500 ids. What is gone, whose
 * type has no finder or whose id cannot be one is left out.
 *
 * @param finderOf - the finder for a stored type name.
 * @param isRefused - whether the database refused a value as none of the column's type.
 */
export async function loadReferences(
  references: readonly Reference[],
  finderOf: (type: string) => EntityFinder | undefined,
  isRefused: (error: unknown) => boolean,
): Promise<ReadonlyMap<string, object>> {
  const loaded = new Map<string, object>()
  for (const [type, ids] of byType(references)) {
    const finder = finderOf(type)
    if (finder === undefined) continue
    const keys = [...ids].flatMap((id) => {
      const parts = decodeKey(id, finder.keyLength)
      return parts === undefined ? [] : [parts]
    })
    for (let start = 0; start < keys.length; start += chunkSize)
      for (const entity of await findSome(finder, keys.slice(start, start + chunkSize), isRefused)) {
        const id = finder.idOf(entity)
        if (id !== null) loaded.set(referenceKey({ type, id }), entity)
      }
  }
  return loaded
}

function byType(references: readonly Reference[]): ReadonlyMap<string, ReadonlySet<string>> {
  const ids = new Map<string, Set<string>>()
  for (const { type, id } of references) ids.set(type, (ids.get(type) ?? new Set()).add(id))
  return ids
}

/** Finds what it can: one id that the database refuses must not hide the others. */
async function findSome(
  finder: EntityFinder,
  keys: readonly (readonly string[])[],
  isRefused: (error: unknown) => boolean,
): Promise<readonly object[]> {
  try {
    return await finder.find(keys)
  } catch (error) {
    if (!isRefused(error)) throw error
    if (keys.length === 1) return []
    return (await Promise.all(keys.map((key) => findSome(finder, [key], isRefused)))).flat()
  }
}
