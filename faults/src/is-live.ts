import { createDaybook } from '@daybook/core'
import type { FaultEngine } from '../../scripts/test-faults.mjs'
import { openRig } from './open-rig.ts'

const liveMillis = 5_000

/** Whether a fresh event is stored within five seconds. */
export async function isLive(engine: FaultEngine, url: string): Promise<boolean> {
  const rig = await openRig({ adapter: 'driver', engine, url })
  const daybook = createDaybook({ store: rig.store, delivery: { deadlineMillis: liveMillis } })
  try {
    const { recordedAt } = await daybook.log('fault.over')
    return recordedAt !== null
  } catch {
    return false
  } finally {
    await daybook.close()
    await rig.close()
  }
}
