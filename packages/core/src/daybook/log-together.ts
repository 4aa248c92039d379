import { currentScope } from '../context/scope.ts'
import { type Consignment, isNew, type Settling, Waiting, type Written } from '../delivery/waiting.ts'
import type { DaybookEvent } from '../event/daybook-event.ts'
import { type AnyDetails, around } from './build-event.ts'
import { type LogSteps, logSteps, noOrigin } from './pipeline.ts'

/** One of the events that are logged together. It says nothing of actor and context: all have those of the caller. */
export interface LogEntry {
  readonly action: string
  readonly details: Pick<AnyDetails, 'target' | 'changes' | 'data'>
}

/** Logs events of one moment in one transaction, and does once what is the same for all of them. */
export type LogTogether<Tx> = (entries: readonly LogEntry[], tx: Tx) => Promise<void>

/** A daybook as it is made by this copy of the package. */
interface Steppable<Tx> {
  readonly [logSteps]?: readonly [steps: LogSteps<Tx>, detailed: (details: AnyDetails) => AnyDetails]
}

/**
 * How a daybook logs many events like `within(tx, { buffer: true }).log()` does each, but for what would be done again
 * for each of them; undefined for what is none of this copy of the package.
 */
export function logTogetherOf<Tx>(daybook: object): LogTogether<Tx> | undefined {
  const found = (daybook as Steppable<Tx>)[logSteps]
  if (found === undefined) return undefined
  const [steps, detailed] = found

  return async (entries, tx) => {
    steps.signals.logging()
    steps.deliverer.assertOpen()
    steps.transactionFor({ action: '', details: {}, bound: tx })
    const surroundings = around(steps.builder, {})
    const consignments: Consignment[] = []
    for (const entry of entries) {
      const details = detailed(entry.details)
      const call = details === entry.details ? entry : { action: entry.action, details }
      const { event, left } = steps.prepare(call, surroundings)
      if (left === undefined) consignments.push(steps.consigned(call, event, false))
      else steps.signals.emit('eventDropped', event, left)
    }
    const write = (open: Tx) => deliverTogether(steps, consignments, open)
    if (consignments.length > 0 && !steps.hold(consignments, tx, write)) await write(tx)
  }
}

/** Stores finished events, and sees to it that they are announced when they are really there. */
async function deliverTogether<Tx>(
  steps: LogSteps<Tx>,
  consignments: readonly Consignment[],
  tx: Tx,
): Promise<void> {
  const { busy, join } = steps.deliverer
  const silenced = currentScope()?.silenced ?? false
  const epoch = busy.enter()
  try {
    const stored = await new Promise<readonly DaybookEvent[]>((resolve, reject) => {
      const landing = { steps, tx, stored: [], left: consignments.length, resolve, reject }
      for (const each of consignments)
        join(new Waiting(each, Number.POSITIVE_INFINITY, new Lander(landing, each)), tx)
    })
    if (!silenced && stored.length > 0)
      steps.store.transactions?.afterCommit(tx, () => {
        for (const event of stored) steps.announceLater(event, noOrigin)
      })
  } finally {
    busy.leave(epoch)
  }
}

/** What has become of events that were sent together. */
interface Landing<Tx> {
  readonly steps: LogSteps<Tx>
  readonly tx: Tx
  /** Those that are new. */
  readonly stored: DaybookEvent[]
  /** How many have not been heard of. */
  left: number
  readonly resolve: (stored: readonly DaybookEvent[]) => void
  readonly reject: (error: unknown) => void
}

/** Hears of one of them. A class, because there are as many as events. */
class Lander<Tx> implements Settling {
  readonly #landing: Landing<Tx>
  readonly #consignment: Consignment

  constructor(landing: Landing<Tx>, consignment: Consignment) {
    this.#landing = landing
    this.#consignment = consignment
  }

  resolve(written: Written): void {
    const { steps, stored, resolve } = this.#landing
    try {
      const event = steps.landed(this.#consignment, written)
      if (isNew(written)) stored.push(event)
      if (--this.#landing.left === 0) resolve(stored)
    } catch (conflict) {
      this.reject(conflict)
    }
  }

  reject(error: unknown): void {
    const { steps, tx, reject } = this.#landing
    try {
      steps.failed(this.#consignment, tx, error)
    } catch (failure) {
      reject(failure)
    }
  }
}
