import type { FaultEngine } from '../../scripts/test-faults.mjs'
import type { Verdict } from './judge.ts'

/** A test elsewhere in the repository that proves a row. */
interface Proof {
  /** From the root of the repository. */
  readonly file: string
  /** As it stands in that file. */
  readonly title: string
}

/** What a run found. */
export interface Finding {
  readonly verdict: Verdict
  /** A fresh event was stored within five seconds after the fault. */
  readonly live: boolean
  /** What else was counted or measured. */
  readonly figures: Readonly<Record<string, number | string>>
}

/** One fault: what happens, what is promised, and how it is known. */
export interface FaultRow {
  readonly id: string
  readonly title: string
  /** One or two sentences for whoever runs Daybook. */
  readonly promise: string
  readonly proofs?: readonly Proof[]
  /** Provokes the fault; throws where a promise that is no number is broken. */
  readonly run?: (bench: Bench) => Promise<Finding>
  /** Why it cannot run here. */
  readonly skip?: () => string | undefined
}

/** What a run works with. All of it is gone afterwards. */
export interface Bench {
  /** 1 in CI; more in the soak. */
  readonly scale: number
  /** An empty folder. */
  readonly folder: string
  /** A database with the tables, on the servers of the tests. */
  database(engine: FaultEngine): Promise<string>
  /** To be called at the end, last first. */
  onEnd(cleanUp: () => unknown): void
}
