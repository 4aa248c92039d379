// `pnpm capture`: the change scenarios on every ORM and engine. Fails where one is missing or fails.
//
//   node scripts/capture.mjs [--write]    --write also writes docs/reference/change-capture.md
import { runHere } from './run-command.mjs'

process.env.DAYBOOK_CAPTURE = process.argv.includes('--write') ? 'write' : 'check'
// Every `test/changes*.test.ts` of a package.
runHere('vitest', ['run', '--project', 'integration', '/test/changes'])
