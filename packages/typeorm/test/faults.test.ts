import { runFaultTests } from '../../../scripts/test-faults.mjs'
import { openFaultRig } from './fault-rig.ts'

runFaultTests(openFaultRig, new URL('./fault-rig.ts', import.meta.url))
