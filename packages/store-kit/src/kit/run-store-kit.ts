import { runStoreCase } from './run-store-case.ts'
import type { StoreCase, StoreCaseSkip } from './store-case.ts'
import { storeCases } from './store-cases.ts'
import type { StoreRig } from './store-rig.ts'

/** What the kit uses of a test runner: the `describe` and `it` of vitest, node:test, jest or mocha. */
export interface KitRunner {
  readonly describe: (title: string, body: () => void) => unknown
  readonly it: (title: string, body: () => Promise<void>) => unknown
}

/** A test runner, a store, and what to do with skips. */
export interface StoreKitOptions<Tx> extends KitRunner {
  /** What is tried, for the title: `store kit: typeorm 1.1.1 on postgres`. Default: the title is `store kit`. */
  readonly name?: string
  /** Opens a store on a fresh, empty world. Called once for each case, for some twice. */
  readonly open: () => Promise<StoreRig<Tx>>
  /** Hears of every case that did not apply. Default: the runner's own `context.skip(reason)`, where it has one. */
  readonly onSkip?: (storeCase: StoreCase, skip: StoreCaseSkip) => void
}

/** Registers every case of the kit with a test runner: one line in a store's test. */
export function runStoreKit<Tx>({ describe, it, name, open, onSkip = () => {} }: StoreKitOptions<Tx>): void {
  describe(name === undefined ? 'store kit' : `store kit: ${name}`, () => {
    // A rest parameter, because some runners count parameters and pass a callback for one.
    for (const storeCase of storeCases)
      it(`${storeCase.id} ${storeCase.title}`, async (...[context]: unknown[]) => {
        const skip = await runStoreCase(storeCase, open)
        if (!skip) return
        onSkip(storeCase, skip)
        skipInRunner(context, skip.reason)
      })
  })
}

function skipInRunner(context: unknown, reason: string): void {
  const { skip } = (context ?? {}) as { skip?: unknown }
  if (typeof skip === 'function') skip.call(context, reason)
}
