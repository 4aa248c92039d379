import type { StoreCase, StoreCaseSkip } from './store-case.ts'
import type { StoreRig } from './store-rig.ts'
import { openWorld } from './store-world.ts'

/**
 * Runs one case in a world of its own, which is closed again. Rejects where the store breaks the promise; resolves
 * with a reason where the case does not apply to it.
 */
export async function runStoreCase<Tx>(
  storeCase: StoreCase,
  open: () => Promise<StoreRig<Tx>>,
): Promise<StoreCaseSkip | undefined> {
  const { world, close } = await openWorld(open)
  try {
    return await storeCase.run(world)
  } finally {
    await close()
  }
}
