import { encodeKey } from '@daybook/core'
import type { EntityMetadata } from '@mikro-orm/core'
import type { TransactionContext } from '../store/live-mikro-orm.ts'
import { type Capture, transactionOf } from './capture.ts'
import type { Columns } from './live-driver.ts'
import type { TrackedRelation } from './tracked-entities.ts'

interface Link {
  readonly operation: 'link' | 'unlink'
  readonly relation: TrackedRelation
  readonly id: string | null
  readonly other: string
}

/** What was written to pivot tables, as links between two entities. */
export interface Links {
  changed(
    operation: Link['operation'],
    relation: TrackedRelation,
    rows: readonly Columns[],
    context: TransactionContext | undefined,
  ): Promise<void>
  /**
   * Tells of the links that `work` changes in one go, after it: one that was removed and put back was not changed.
   *
   * @param entities - objects that may be at an end of them, where their class says more than the relation does.
   */
  together<T>(
    context: TransactionContext | undefined,
    entities: Iterable<readonly [EntityMetadata, string | null]>,
    work: () => Promise<T>,
  ): Promise<T>
}

interface Gathered {
  readonly links: readonly Link[]
  readonly classes: ReadonlyMap<string, EntityMetadata>
}

export function createLinks(capture: Capture): Links {
  const { entities, recorder } = capture
  const gathering = new WeakMap<TransactionContext, Link[]>()

  const record = async (
    { links, classes }: Gathered,
    context: TransactionContext | undefined,
  ): Promise<void> => {
    const typeOf = (metadata: EntityMetadata, id: string | null) =>
      entities.typeOf(classes.get(endKey(metadata, id)) ?? metadata)
    const changes = links.map(({ operation, relation: { metadata, property }, id, other }) => ({
      operation,
      type: typeOf(metadata, id),
      id,
      relation: property.name as string,
      other: { type: typeOf(property.targetMeta as EntityMetadata, other), id: other },
    }))
    if (changes.length > 0) await recorder.record(changes, transactionOf(capture, context))
  }

  return {
    async changed(operation, relation, rows, context) {
      const links = rows.flatMap((row) => linkOf(operation, relation, row))
      const gathered = context && gathering.get(context)
      if (gathered) gathered.push(...links)
      else await record({ links, classes: new Map() }, context)
    },

    async together(context, known, work) {
      if (!context || gathering.has(context)) return work()
      const links: Link[] = []
      const classes = new Map([...known].map(([metadata, id]) => [endKey(metadata, id), metadata]))
      gathering.set(context, links)
      try {
        return await work()
      } finally {
        gathering.delete(context)
        await record({ links: withoutReturns(links), classes }, context)
      }
    },
  }
}

function endKey({ root }: EntityMetadata, id: string | null): string {
  return `${root.uniqueName}/${id}`
}

function linkOf(operation: Link['operation'], relation: TrackedRelation, row: Columns): readonly Link[] {
  const { metadata, property } = relation
  const id = keyIn(row, property.joinColumns, metadata)
  const other = keyIn(row, property.inverseJoinColumns, property.targetMeta as EntityMetadata)
  return other === null ? [] : [{ operation, relation, id, other }]
}

function keyIn(row: Columns, columns: readonly string[], metadata: EntityMetadata): string | null {
  const [type] = columns.length === 1 ? metadata.getPrimaryProps().map(({ customType }) => customType) : []
  const parts = columns.map((column) => row[column])
  return encodeKey(type ? parts.map((part) => type.convertToJSValue(part, type.platform as never)) : parts)
}

/** Without pairs of a link that was removed and put back, or the other way round. */
function withoutReturns(links: readonly Link[]): readonly Link[] {
  const left = new Map<string, Link>()
  for (const link of links) {
    const key = JSON.stringify([
      link.relation.metadata.className,
      link.relation.property.name,
      link.id,
      link.other,
    ])
    const earlier = left.get(key)
    if (earlier && earlier.operation !== link.operation) left.delete(key)
    else left.set(key, link)
  }
  return [...left.values()]
}
