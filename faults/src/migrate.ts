import type { FaultEngine } from '../../scripts/test-faults.mjs'
import { openRig } from './open-rig.ts'

/** Makes the tables of the log and of the app. */
export async function migrate(engine: FaultEngine, url: string): Promise<void> {
  const rig = await openRig({ adapter: 'driver', engine, url })
  try {
    // Several processes share the file.
    if (engine === 'sqlite') await rig.query('PRAGMA journal_mode = WAL')
    await rig.migrate()
    await rig.query('CREATE TABLE invoice (id VARCHAR(120) PRIMARY KEY)')
  } finally {
    await rig.close()
  }
}
