import { runFaultTests } from '../../../scripts/test-faults.mjs'
import { sqlite3 } from '../../../scripts/test-sqlite3.mjs'
import { openFaultRig } from './fault-rig.ts'

runFaultTests(openFaultRig, new URL('./fault-rig.ts', import.meta.url), {
  without: sqlite3 ? [] : ['sqlite'],
})
