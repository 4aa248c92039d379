import { type EntityMetadata, ReferenceKind } from '@mikro-orm/core'
import type { TransactionContext } from '../store/live-mikro-orm.ts'
import { type Capture, inTransaction } from './capture.ts'
import { criteriaOf } from './criteria.ts'
import type { Links } from './links.ts'
import type { Columns, LiveQuery, WriteOptions } from './live-driver.ts'
import { captureQuery } from './query-builders.ts'
import {
  captureCopy,
  captureDelete,
  captureInsert,
  captureUpdate,
  captureUpsert,
  type WriteStatement,
} from './statements.ts'
import type { Around } from './wrapped-methods.ts'

type Write = (...parameters: unknown[]) => Promise<unknown>

export interface DriverWritesParts {
  readonly capture: Capture
  readonly links: Links
  /** What a flush inserts, of which its own events tell. */
  readonly flushed: WeakSet<object>
  isActive(): boolean
}

/**
 * What to put around the methods of a driver. Every manager of an ORM and every fork writes through them: a flush, of
 * which events tell, and all that nobody tells of.
 */
export function driverWrites({
  capture,
  links,
  flushed,
  isActive,
}: DriverWritesParts): Record<string, Around> {
  const { driver, entities } = capture
  const syncing = new WeakSet<TransactionContext>()
  // A method may call another with the same options, for the tables that one entity has.
  const captured = new WeakSet<WriteOptions>()

  const columnsOf = (
    metadata: EntityMetadata,
    data: Columns,
    { convertCustomTypes = true }: WriteOptions,
  ) => {
    const own = Object.entries(data).filter(
      ([name]) => metadata.properties[name]?.kind !== ReferenceKind.MANY_TO_MANY,
    )
    return driver.mapDataToFieldNames(Object.fromEntries(own), true, metadata.properties, convertCustomTypes)
  }

  /** What all statements have. `send` gets the options of the method, with the transaction. */
  const statementOf = (
    metadata: EntityMetadata,
    options: WriteOptions,
    send: (options: WriteOptions) => unknown,
  ) => ({
    metadata,
    context: options.ctx,
    schema: driver.getSchemaName(metadata, options),
    run(ctx: TransactionContext | undefined) {
      const own = { ...options, ctx }
      captured.add(own)
      return send(own) as Promise<unknown>
    },
  })

  /** Tells of links that a statement changes along with its rows, after those. */
  const withLinks = (
    statement: WriteStatement,
    capturing: (statement: WriteStatement) => Promise<unknown>,
  ): Promise<unknown> =>
    inTransaction(capture, statement.context, (context) =>
      links.together(context, [], () => capturing({ ...statement, context })),
    )

  const conditionOf = (
    metadata: EntityMetadata,
    where: object,
    options: WriteOptions,
    convertCustomTypes: boolean,
  ) => ({
    criteria: criteriaOf(where),
    async select(ctx: TransactionContext | undefined, wanted?: readonly string[]): Promise<LiveQuery> {
      const condition = options.unionWhere?.length
        ? await driver.applyUnionWhere?.(metadata, where, { ...options, ctx }, true)
        : where
      return driver
        .createQueryBuilder(metadata.class, ctx, 'write', convertCustomTypes)
        .withSchema(driver.getSchemaName(metadata, options))
        .select(wanted ?? '*')
        .where(condition ?? where)
    },
  })

  /** The entity of a write that is to be captured. */
  const tracked = (entity: unknown, options: WriteOptions): EntityMetadata | undefined => {
    const metadata = entities.metadataOf(entity)
    return entities.holdsTracked(metadata) && !captured.has(options) ? metadata : undefined
  }

  return {
    nativeInsert(inner, parameters) {
      const [entity, data, options = {}] = parameters as [unknown, Columns, WriteOptions?]
      const metadata = tracked(entity, options)
      if (!metadata) return inner(...parameters)
      const statement = statementOf(metadata, options, (own) => inner(entity, data, own))
      const rows = [columnsOf(metadata, data, options)]
      return withLinks(statement, (within) => captureInsert(capture, { ...within, rows }))
    },

    nativeInsertMany(inner, parameters) {
      const [entity, data, options = {}, ...more] = parameters as [
        unknown,
        readonly Columns[],
        WriteOptions?,
        ...unknown[],
      ]
      const metadata = tracked(entity, options)
      if (!metadata || data.every((row) => flushed.has(row))) return inner(...parameters)
      const statement = statementOf(metadata, options, (own) => inner(entity, data, own, ...more))
      const rows = data.map((row) => columnsOf(metadata, row, options))
      return withLinks(statement, (within) => captureInsert(capture, { ...within, rows }))
    },

    nativeUpdate(inner, parameters) {
      const [entity, where, data, options = {}] = parameters as [unknown, object, Columns, WriteOptions?]
      const metadata = tracked(entity, options)
      if (!metadata || !(options.em || options.upsert)) return inner(...parameters)
      const statement = statementOf(metadata, options, (own) => inner(entity, where, data, own))
      const written = columnsOf(metadata, data, options)
      if (options.upsert)
        return captureUpsert(capture, {
          ...statement,
          rows: [written],
          conflictFields: conflictFieldsOf(options),
        })
      const condition = conditionOf(metadata, where, options, options.convertCustomTypes ?? true)
      return withLinks(statement, (within) => captureUpdate(capture, { ...within, ...condition, written }))
    },

    nativeUpdateMany(inner, parameters) {
      const [entity, where, data, options = {}, ...more] = parameters as [
        unknown,
        unknown,
        readonly Columns[],
        WriteOptions?,
        ...unknown[],
      ]
      const metadata = tracked(entity, options)
      if (!metadata || !options.upsert) return inner(...parameters)
      const statement = statementOf(metadata, options, (own) => inner(entity, where, data, own, ...more))
      const rows = data.map((row) => columnsOf(metadata, row, options))
      return captureUpsert(capture, { ...statement, rows, conflictFields: conflictFieldsOf(options) })
    },

    nativeDelete(inner, parameters) {
      const [entity, where, options = {}] = parameters as [unknown, object, WriteOptions?]
      const metadata = tracked(entity, options)
      if (!metadata || !options.em) return inner(...parameters)
      const statement = statementOf(metadata, options, (own) => inner(entity, where, own))
      return captureDelete(capture, { ...statement, ...conditionOf(metadata, where, options, false) })
    },

    nativeClone(inner, parameters) {
      const [entity, where, overrides, options = {}] = parameters as [
        unknown,
        unknown,
        unknown,
        WriteOptions?,
      ]
      const metadata = tracked(entity, options)
      if (!metadata) return inner(...parameters)
      return captureCopy(
        capture,
        statementOf(metadata, options, (own) => inner(entity, where, overrides, own)),
      )
    },

    // Sets or empties collections that were not loaded by statements over whatever they hold.
    async syncCollections(inner, parameters) {
      const { ctx } = (parameters[1] ?? {}) as WriteOptions
      if (!ctx) return inner(...parameters)
      syncing.add(ctx)
      try {
        return await (inner as Write)(...parameters)
      } finally {
        syncing.delete(ctx)
      }
    },

    createQueryBuilder(inner, parameters) {
      const query = inner(...parameters) as LiveQuery
      const [, context, , , , , em] = parameters as [unknown, TransactionContext?, ...unknown[]]
      // Without a manager it is the driver's own, for one of the methods above.
      if (em || (context && syncing.has(context))) captureQuery(capture, query, isActive)
      return query
    },
  }
}

function conflictFieldsOf({ onConflictFields }: WriteOptions): readonly string[] {
  return Array.isArray(onConflictFields) ? (onConflictFields as readonly string[]) : []
}
