// `npm test`: builds (cached) and runs the unit, type and integration tests; arguments go to vitest.
import { buildSqlite3 } from './build-sqlite3.mjs'
import { runHere, runOn } from './run-command.mjs'

await Promise.all([
  runOn('turbo', ['run', 'build', '--output-logs=errors-only', '--no-update-notifier']),
  buildSqlite3(),
])
runHere('vitest', ['run', ...process.argv.slice(2)])
