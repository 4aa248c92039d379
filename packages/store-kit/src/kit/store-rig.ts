import type { EventStore } from '@daybook/core'

/**
 * One store on an empty world of its own. The optional members give the kit what the port has no word for; a case
 * that needs one that is missing is skipped, with that as its reason.
 */
export interface StoreRig<Tx> {
  readonly store: EventStore<Tx, object>
  /** Runs `work` in a savepoint of `tx`: released when it resolves, rolled back when it rejects. */
  nested?<T>(tx: Tx, work: (tx: Tx) => Promise<T>): Promise<T>
  /** Begins a transaction by hand, without a callback around it. */
  begin?(): Promise<ManualTransaction<Tx>>
  /** Sends a statement in `tx` that the database refuses, and swallows the error, as careless code does. */
  breakTransaction?(tx: Tx): Promise<void>
  /** Objects of a class that the store's `references` know. */
  readonly entities?: RigEntities
  /** Keeps every statement on the events waiting in the database until its end. For a store that `cancels`. */
  stall?(): Promise<Stall>
  /** Takes the world down. Called once, after the case, whatever became of it. */
  close(): Promise<void>
}

/** What every statement on the events waits for. */
export interface Stall {
  /** How many statements the database keeps waiting. */
  waiting(): Promise<number>
  /** Lets them go on. */
  end(): Promise<void>
}

/** A transaction that was begun by hand. Exactly one of the two ends it. */
export interface ManualTransaction<Tx> {
  readonly tx: Tx
  commit(): Promise<void>
  rollback(): Promise<void>
}

/** What the kit needs of the app's own objects to try the store's `references`. */
export interface RigEntities {
  /** A new object that is saved: its key is known. */
  saved(): Promise<object>
  /** A new object whose key is not known yet. */
  unsaved(): object
  /** Deletes a saved object. */
  remove(entity: object): Promise<void>
}
