import type { Collection, EntityMetadata } from '@mikro-orm/core'
import { helper } from '@mikro-orm/core'
import type { TransactionContext } from '../store/live-mikro-orm.ts'
import { keyOf } from '../store/references.ts'
import { type Capture, inTransaction } from './capture.ts'
import type { Links } from './links.ts'
import type { Columns, WriteOptions } from './live-driver.ts'
import type { Around } from './wrapped-methods.ts'

type Write = (...parameters: unknown[]) => Promise<unknown>

/**
 * What to put around a driver's methods to hear of links: all ways to change a many-to-many relation, by a flush or
 * not, write the rows of its pivot table through them.
 */
export function pivotWrites(capture: Capture, links: Links): Record<string, Around> {
  const { driver, entities } = capture

  const linksThere = async (
    pivot: EntityMetadata,
    where: object,
    { schema }: WriteOptions,
    context: TransactionContext | undefined,
  ) => {
    const query = driver.createQueryBuilder(pivot.class, context, 'write', false)
    return (await query
      .withSchema(schema)
      .select('*')
      .where(where)
      .execute('all', false)) as readonly Columns[]
  }

  return {
    nativeInsertMany(inner, parameters) {
      const [entity, rows, options = {}, ...more] = parameters as [unknown, readonly Columns[], WriteOptions?]
      const pivot = entities.metadataOf(entity)
      const relation = pivot && entities.relationOf(pivot)
      if (!relation) return inner(...parameters)
      return inTransaction(capture, options.ctx, async (ctx) => {
        const result = await (inner as Write)(entity, rows, { ...options, ctx }, ...more)
        await links.changed('link', relation, rows, ctx)
        return result
      })
    },

    // Adds the links of a collection that was not loaded, of which some may be there.
    nativeUpdateMany(inner, parameters) {
      const [entity, where, rows, options = {}, ...more] = parameters as [
        unknown,
        unknown,
        readonly Columns[],
        WriteOptions?,
      ]
      const pivot = entities.metadataOf(entity)
      const relation = pivot && entities.relationOf(pivot)
      if (!relation || !options.upsert) return inner(...parameters)
      return inTransaction(capture, options.ctx, async (ctx) => {
        const before = await linksThere(pivot, { $or: rows.map((row) => ({ ...row })) }, options, ctx)
        const result = await (inner as Write)(entity, where, rows, { ...options, ctx }, ...more)
        await links.changed('unlink', relation, before, ctx)
        await links.changed('link', relation, rows, ctx)
        return result
      })
    },

    nativeDelete(inner, parameters) {
      const [entity, where, options = {}] = parameters as [unknown, object, WriteOptions?]
      const pivot = entities.metadataOf(entity)
      const relation = pivot && entities.relationOf(pivot)
      if (!relation) return inner(...parameters)
      return inTransaction(capture, options.ctx, async (ctx) => {
        const before = await linksThere(pivot, where, options, ctx)
        const result = await inner(entity, where, { ...options, ctx })
        await links.changed('unlink', relation, before, ctx)
        return result
      })
    },

    syncCollections(inner, parameters) {
      const [collections, options] = parameters as [Iterable<Collection<object>>, WriteOptions?]
      return links.together(options?.ctx, endsOf(collections), () => inner(...parameters) as Promise<unknown>)
    },
  }
}

/** The objects whose class tells more than the relation of a collection does. */
function* endsOf(
  collections: Iterable<Collection<object>>,
): Iterable<readonly [EntityMetadata, string | null]> {
  for (const collection of collections)
    for (const entity of [
      collection.owner,
      ...collection.getItems(false),
      ...(collection.getSnapshot() ?? []),
    ]) {
      const metadata = helper(entity).__meta as EntityMetadata
      if (metadata.root.discriminatorMap) yield [metadata, keyOf(entity)]
    }
}
