import type { FaultEngine, FaultRig, OpenFaultRig } from '../../scripts/test-faults.mjs'
import type { Adapter } from './app-options.ts'

/** Which adapter over which database. */
export interface RigOptions {
  readonly adapter: Adapter
  readonly engine: FaultEngine
  readonly url: string
}

const modules: Readonly<Record<Adapter, URL>> = {
  driver: new URL('./driver-rig.ts', import.meta.url),
  typeorm: new URL('../../packages/typeorm/test/fault-rig.ts', import.meta.url),
  sequelize: new URL('../../packages/sequelize/test/fault-rig.ts', import.meta.url),
  'mikro-orm': new URL('../../packages/mikro-orm/test/fault-rig.ts', import.meta.url),
}

/** Opens an adapter; loads that one only. */
export async function openRig({ adapter, engine, url }: RigOptions): Promise<FaultRig<unknown>> {
  const { openFaultRig } = (await import(modules[adapter].href)) as { openFaultRig: OpenFaultRig<unknown> }
  return openFaultRig({ engine, url, onStatement: () => {} })
}
