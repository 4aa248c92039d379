import type { SqlStatement } from '@daybook/sql'
import type { Engine } from '../orms/orm-bench.ts'

/** The table that is written: `changes.bench.ts` makes and fills it. The property names are the column names. */
export const invoiceTable = {
  name: 'bench_invoices',
  /** All `not null`; `id` is the primary key. `int` and `text` are TypeScript's number and string. */
  columns: {
    id: 'int',
    number: 'text',
    customer: 'text',
    status: 'text',
    amount: 'int',
    currency: 'text',
    reference: 'text',
    note: 'text',
  },
} as const

/** How many rows there are, with ids from 1. */
export const invoiceCount = 1_000

/** The type name under which events refer to an invoice. */
export const invoiceType = 'Invoice'

/** Sends a statement of ours. Of a SELECT the answer is the rows. */
export type RunByHand = (statement: SqlStatement) => Promise<unknown>

/** One ORM over the database, with change capture of `Invoice` or without. */
export interface OpenChangeBench {
  /**
   * Saves one row whose amount has changed, in a transaction, the way an app of this ORM does it: begin, load the row by
   * its id, set the amount, save or flush, commit. `beside` sends more by hand, in the same transaction.
   */
  save(id: number, amount: number, beside?: (run: RunByHand) => Promise<unknown>): Promise<void>
  /** The ORM's own statement over many rows, without a transaction around it: sets the amount of all of them. */
  updateAll(amount: number): Promise<void>
  /** Work in one transaction, whose statements are sent through the ORM by hand. */
  byHand(work: (run: RunByHand) => Promise<void>): Promise<void>
  close(): Promise<void>
}

/** An ORM whose change capture is measured: `url` is that of a server, or the path of an SQLite file. */
export interface ChangeBench {
  readonly name: string
  /** Those whose driver is installed. */
  readonly engines: readonly Engine[]
  /** `isTracked`: whether `trackChanges` is on, with its defaults. The events table is there. */
  open(engine: Engine, url: string, isTracked: boolean): Promise<OpenChangeBench>
}
