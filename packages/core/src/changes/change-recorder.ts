import { type LogEntry, logTogetherOf } from '../daybook/log-together.ts'
import { ValidationError } from '../errors/daybook-error.ts'
import type { Changes, DaybookEvent } from '../event/daybook-event.ts'
import type { TargetReference } from '../event/reference.ts'
import type { Json, JsonObject } from '../json/json.ts'
import { defaultActionName } from './action-name.ts'
import type { ActionInput, ChangeOptions, EntityRules } from './change-options.ts'
import { createFieldPicker, type FieldPicker } from './field-picker.ts'
import { pointerOf } from './pointer.ts'
import type { BulkChange, ChangeOperation, FieldKind, Row, RowChange } from './row-change.ts'
import { rowChanges } from './row-changes.ts'
import { createValueForm, ownValues, type ValueForm } from './value-form.ts'

/** The part of a daybook that a recorder writes with. */
export interface ChangeLog<Tx> {
  within(tx: Tx, options?: { readonly buffer?: boolean }): Pick<ChangeLog<Tx>, 'log'>
  log(action: never, ...details: never[]): Promise<DaybookEvent>
}

/** An entity as an adapter describes it to a recorder. */
export interface RecordedEntity {
  /** The type name under which events refer to it. */
  readonly type: string
  /** Its own rules. */
  readonly rules?: EntityRules | undefined
  /** What its properties hold, where values do not tell. */
  readonly kinds?: Readonly<Record<string, FieldKind>> | undefined
}

/** What a recorder is made of. */
export interface RecorderOptions extends ChangeOptions {
  readonly entities: readonly RecordedEntity[]
}

/** Turns what an adapter saw into events. */
export interface ChangeRecorder<Tx> {
  /** Whether changes of this type are recorded at all. */
  tracks(type: string): boolean
  /** Whether a property of the type can be part of an event, so that a before-image needs it. */
  looksAt(type: string, property: string): boolean
  /** Whether a change of the type needs the whole row, and not just the properties that are written. */
  needsWholeRow(type: string): boolean
  /** Up to how many rows a statement is to be recorded row by row. */
  readonly bulkRows: number
  /**
   * To be called before a statement that writes more than {@link bulkRows} rows.
   *
   * @throws ValidationError `DAYBOOK_BULK_REFUSED` where such statements are refused.
   */
  assertBulkAllowed(change: Pick<BulkChange, 'type' | 'operation'>): void
  /**
   * Records rows in the order in which they were written; those of an entity that is not tracked, that its rules leave
   * out, or in which nothing changed leave no event. To be called where the write was asked for, so that actor and
   * context are those of the change: they are read before it returns.
   *
   * In `tx` the events are complete at once and written before its commit, where the store can tell of that, else at
   * once; they exist if and only if it commits. Null: there is none, the rows are committed, and so are the events when
   * it resolves; they say `atomic: false`.
   */
  record(changes: readonly RowChange[], tx: Tx | null): Promise<void>
  /** Records one event for a statement that was not looked at row by row. */
  summarise(change: BulkChange, tx: Tx | null): Promise<void>
}

/** An entity with what follows from its rules and those of all. */
interface Tracked {
  readonly entity: RecordedEntity
  readonly rules: EntityRules
  readonly picker: FieldPicker
  readonly form: ValueForm
  readonly action: (change: ActionInput) => string
  readonly snapshot: boolean
}

/** A daybook whose catalog does not matter. */
interface PlainLog {
  log(action: string, details: object): Promise<DaybookEvent>
}

interface ChangeDetails {
  readonly target: TargetReference
  readonly changes?: Changes
  readonly data: Readonly<Record<string, unknown>>
}

const defaultBulkRows = 1_000

/** A recorder that writes with `daybook`: what every adapter's `trackChanges` is built on. */
export function createChangeRecorder<Tx>(
  daybook: ChangeLog<Tx>,
  { entities, bulk = {}, ...common }: RecorderOptions,
): ChangeRecorder<Tx> {
  const tracked = new Map(entities.map((entity) => [entity.type, toTracked(entity, common)]))

  const logTogether = logTogetherOf<Tx>(daybook)
  const write = async (entries: readonly LogEntry[], tx: Tx | null): Promise<void> => {
    if (entries.length === 0) return
    if (tx !== null && logTogether !== undefined) return logTogether(entries, tx)
    const log = (tx === null ? daybook : daybook.within(tx, { buffer: true })) as unknown as PlainLog
    await Promise.all(
      entries.map(({ action, details }) =>
        log.log(
          action,
          tx === null ? { ...details, data: { ...(details.data as object), atomic: false }, tx } : details,
        ),
      ),
    )
  }

  const entryOf = (change: RowChange): LogEntry | undefined => {
    const entity = tracked.get(change.type)
    const details = entity && detailsOf(entity, change)
    return (
      details && {
        action: entity.action({ operation: change.operation, type: change.type, bulk: false }),
        details,
      }
    )
  }

  return {
    bulkRows: bulk.rows ?? defaultBulkRows,
    tracks: (type) => tracked.has(type),
    looksAt: (type, property) => tracked.get(type)?.picker.looksAt(property) ?? false,
    needsWholeRow(type) {
      const entity = tracked.get(type)
      return (
        entity !== undefined && (entity.snapshot || !!entity.rules.when || entity.rules.label !== undefined)
      )
    },

    assertBulkAllowed({ type, operation }) {
      if (bulk.above === 'refuse' && tracked.has(type)) throw refused(type, operation)
    },

    async record(changes, tx) {
      const entries: LogEntry[] = []
      for (const change of changes) {
        const entry = entryOf(change)
        if (entry) entries.push(entry)
      }
      await write(entries, tx)
    },

    async summarise({ operation, type, criteria, count, columns }, tx) {
      const entity = tracked.get(type)
      if (entity === undefined) return
      const looked = columns?.filter(entity.picker.looksAt)
      if (looked?.length === 0 && columns?.length !== 0) return
      const data = {
        operation,
        bulk: true,
        ...(count !== undefined && { count }),
        ...(looked !== undefined && { columns: looked }),
        ...(criteria !== undefined && { criteria: entity.picker.hidden(criteria) }),
      }
      const action = entity.action({ operation, type, bulk: true })
      await write([{ action, details: { target: { type, id: null }, data } }], tx)
    },
  }
}

function toTracked(entity: RecordedEntity, { maxValueBytes, ...common }: ChangeOptions): Tracked {
  const rules = entity.rules ?? {}
  const form = createValueForm({ kinds: entity.kinds ?? {}, fields: rules.fields ?? {}, maxValueBytes })
  return {
    entity,
    rules,
    form,
    picker: createFieldPicker(common, rules),
    action: rules.action ?? common.action ?? defaultActionName,
    snapshot: rules.snapshot ?? common.snapshot ?? false,
  }
}

/** What an event says of a row; undefined where it says nothing. */
function detailsOf(tracked: Tracked, change: RowChange): ChangeDetails | undefined {
  const { rules, picker, form, snapshot } = tracked
  if (rules.when?.(change) === false) return undefined
  const { operation, type, id, relation, other } = change
  const name = rules.label === undefined ? undefined : labelOf(rules, ownValues(change.before, change.after))
  const target = { type, id, ...(name !== undefined && { name }) }
  if (operation === 'link' || operation === 'unlink')
    return relation === undefined || other === undefined || !picker.looksAt(relation)
      ? undefined
      : { target, changes: linkChanges(operation, relation, other), data: { operation, relation } }

  const changes = rowChanges({
    before: operation === 'create' ? undefined : change.before,
    // What a deleted row becomes is nothing, whatever the ORM still holds of it.
    after: operation === 'delete' ? undefined : change.after,
    partial: operation !== 'delete',
    picker,
    form,
  })
  const isEmpty = Object.keys(changes).length === 0
  if (isEmpty && operation !== 'create' && !endsOrRevives(operation)) return undefined
  const data = {
    operation,
    ...(change.complete === false && { complete: false }),
    ...(snapshot &&
      operation !== 'delete' && {
        snapshot: snapshotOf(ownValues(change.before, change.after), picker, form),
      }),
  }
  return isEmpty ? { target, data } : { target, changes, data }
}

function endsOrRevives(operation: ChangeOperation): boolean {
  return operation === 'delete' || operation === 'softDelete' || operation === 'restore'
}

function linkChanges(operation: 'link' | 'unlink', relation: string, other: TargetReference): Changes {
  const side = operation === 'link' ? 'after' : 'before'
  const reference: Json = { type: other.type, id: other.id }
  return { [pointerOf([relation, String(other.id)])]: { [side]: reference } }
}

/** The display name that a row has by its label; undefined where it has none. */
export function labelOf({ label }: Pick<EntityRules, 'label'>, row: Row): string | undefined {
  const name = typeof label === 'function' ? label(row) : label === undefined ? undefined : row[label]
  return name === undefined || name === null ? undefined : String(name)
}

/** Everything that events may say of a row. */
export function snapshotOf(row: Row, picker: FieldPicker, form: ValueForm): JsonObject {
  const snapshot: Record<string, Json> = {}
  for (const property of picker.propertiesOf(row)) {
    const value = form.read(row, property)
    if (value !== undefined) snapshot[property] = picker.shown(property, form.stored(value))
  }
  return snapshot
}

function refused(type: string, operation: ChangeOperation): ValidationError {
  return new ValidationError({
    code: 'DAYBOOK_BULK_REFUSED',
    message: `A statement (${operation}) would write more rows of \`${type}\` than are recorded one by one. It was not run.`,
    fix: "Write fewer rows at a time, raise `bulk.rows`, or set `bulk.above` to 'summary'.",
  })
}
