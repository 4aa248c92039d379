import { database } from '../src/rows/database.ts'
import { runRows } from './run-rows.ts'

runRows(database)
