import type { Changes, DaybookEvent } from '../event/daybook-event.ts'
import type { KeyPart, Reference } from '../event/reference.ts'
import type { Json, JsonObject } from '../json/json.ts'
import { isMark } from '../normalise/marks.ts'
import { subjectOf } from './action-name.ts'
import { applyChanges } from './apply-changes.ts'
import { pointerOf } from './pointer.ts'
import { recordedChangeOf } from './recorded-change.ts'

/** The part of a daybook that states are folded from: a daybook, or one for a tenant or in a transaction. */
export interface HistoryReader {
  history(
    target: { readonly type: string; readonly id: KeyPart | readonly KeyPart[] },
    options?: { readonly until?: Date },
  ): AsyncIterable<DaybookEvent>
  stream(options: never): AsyncIterable<DaybookEvent>
}

/** What {@link stateAt} needs to know of the app's own names. */
export interface StateOptions {
  /** The actions of statements over many rows, as a pattern. Default: `invoice.bulk*` for the type `Invoice`. */
  readonly bulkAction?: string
}

/** An object as its history tells of it. */
export interface PastState {
  /** Its values in their JSON form; undefined where it did not exist, or nothing is known of it. */
  readonly values: JsonObject | undefined
  /** What it was linked to, by relation. */
  readonly links: Readonly<Record<string, readonly Reference[]>>
  /**
   * Whether the values are all that the history was to hold: it goes back to the creation, a snapshot or the deletion,
   * and no statement over many rows may have touched the object since.
   */
  readonly complete: boolean
  /** Places in `values` that are known to be there, but not with what: redacted, hashed or cut. JSON Pointers. */
  readonly unknown: readonly string[]
  /** The last event that went into it; null where there is none. */
  readonly lastEvent: DaybookEvent | null
}

/**
 * An object as it was at a time, the changes of that very millisecond included, or right after an event. Reads its
 * history back to where it began, so it costs as much as that is long.
 */
export async function stateAt(
  reader: HistoryReader,
  target: { readonly type: string; readonly id: KeyPart | readonly KeyPart[] },
  at: Date | DaybookEvent,
  { bulkAction = `${subjectOf(target.type)}.bulk*` }: StateOptions = {},
): Promise<PastState> {
  const [time, lastId] = at instanceof Date ? [at, undefined] : [at.occurredAt, at.id]
  const until = new Date(time.getTime() + 1)
  const events: DaybookEvent[] = []
  let isWhole = false
  for await (const event of reader.history({ type: target.type, id: target.id }, { until })) {
    if (event.outcome !== 'success' || (lastId !== undefined && event.id > lastId)) continue
    events.push(event)
    isWhole = beginsOrEnds(event)
    if (isWhole) break
  }
  events.reverse()

  const state = new Fold(isWhole)
  for (const event of events) state.add(event)
  const [first] = events
  if (first !== undefined && state.complete) {
    const query = {
      action: bulkAction,
      target: { type: target.type },
      until,
      ...(state.since && { since: state.since }),
    }
    for await (const { id } of reader.stream(query as never))
      if (id > state.sinceId && (lastId === undefined || id < lastId)) {
        state.complete = false
        break
      }
  }
  return {
    values: state.values,
    links: Object.fromEntries([...state.links].map(([name, others]) => [name, [...others.values()]])),
    complete: state.complete,
    unknown: state.values === undefined ? [] : unknownPlaces(state.values),
    lastEvent: events.at(-1) ?? null,
  }
}

/** Whether nothing before an event matters for the state after it. */
function beginsOrEnds(event: DaybookEvent): boolean {
  const { operation, complete } = recordedChangeOf(event)
  if (operation === 'create' || operation === 'delete' || operation === 'snapshot') return true
  const sides = Object.values(event.changes ?? {})
  return (
    operation === 'upsert' &&
    complete !== false &&
    sides.length > 0 &&
    !sides.some((each) => 'before' in each)
  )
}

/** Events folded into a state, the oldest first. */
class Fold {
  values: JsonObject | undefined
  complete: boolean
  /** The last event after which all was known. */
  sinceId = ''
  since: Date | undefined
  readonly links = new Map<string, Map<string, Reference>>()

  constructor(isWhole: boolean) {
    this.complete = isWhole
  }

  add(event: DaybookEvent): void {
    const { operation, relation, snapshot } = recordedChangeOf(event)
    if (operation === 'link' || operation === 'unlink') this.#link(event, relation ?? '', operation)
    else if (operation === 'delete') {
      this.values = undefined
      this.links.clear()
      this.#known(event)
    } else if (snapshot !== undefined) {
      this.values = snapshot
      this.#known(event)
    } else if (event.changes !== null || operation === 'create') this.#change(event, event.changes ?? {})
  }

  #change(event: DaybookEvent, changes: Changes): void {
    const isBirth = beginsOrEnds(event)
    this.values = applyChanges(isBirth ? {} : (this.values ?? {}), changes)
    if (isBirth) this.#known(event)
    // The rest of its changes was too large for the event.
    if (isMark(changes as unknown as Json)) this.complete = false
  }

  #known({ id, occurredAt }: DaybookEvent): void {
    this.complete = true
    this.sinceId = id
    this.since = occurredAt
  }

  #link({ changes }: DaybookEvent, relation: string, operation: 'link' | 'unlink'): void {
    const others = this.links.get(relation) ?? new Map<string, Reference>()
    this.links.set(relation, others)
    for (const { before, after } of Object.values(changes ?? {})) {
      const other = (operation === 'link' ? after : before) as unknown as Reference | undefined
      if (other === undefined) continue
      if (operation === 'link') others.set(other.id, other)
      else others.delete(other.id)
    }
  }
}

function unknownPlaces(value: Json, path: readonly string[] = []): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  if (isMark(value) && isLoss(value)) return [pointerOf(path)]
  return Object.entries(value).flatMap(([key, part]) => unknownPlaces(part as Json, [...path, key]))
}

/** Whether a mark stands for a value that cannot be told from it. */
function isLoss({ $daybook: kind, base64 }: JsonObject): boolean {
  return kind === 'bytes' ? base64 === undefined : kind !== 'number' && kind !== 'date'
}
