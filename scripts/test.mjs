// `npm test`: builds (cached) and runs the unit, type and integration tests; arguments go to vitest.
import { runHere, runOn } from './run-command.mjs'

await runOn('turbo', ['run', 'build', '--output-logs=errors-only', '--no-update-notifier'])
runHere('vitest', ['run', ...process.argv.slice(2)])
