import type { FaultRow } from './fault-row.ts'
import { database } from './rows/database.ts'
import { load } from './rows/load.ts'
import { pressure } from './rows/pressure.ts'
import { processDeath } from './rows/process-death.ts'
import { queue } from './rows/queue.ts'
import { timeAndIds } from './rows/time-and-ids.ts'
import { transactions } from './rows/transactions.ts'

/** Every fault, in the order of the page. */
export const rows: readonly FaultRow[] = [
  ...processDeath,
  ...database,
  ...transactions,
  ...queue,
  ...pressure,
  ...timeAndIds,
  ...load,
]
