import { load } from '../src/rows/load.ts'
import { pressure } from '../src/rows/pressure.ts'
import { queue } from '../src/rows/queue.ts'
import { timeAndIds } from '../src/rows/time-and-ids.ts'
import { transactions } from '../src/rows/transactions.ts'
import { runRows } from './run-rows.ts'

runRows([...transactions, ...queue, ...pressure, ...timeAndIds, ...load])
