import { processDeath } from '../src/rows/process-death.ts'
import { runRows } from './run-rows.ts'

runRows(processDeath)
