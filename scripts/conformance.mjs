// `pnpm conformance`: the store kit on every store and engine, as a table. Fails where one is missing, fails or skips.
//
//   node scripts/conformance.mjs [--write]    --write also writes docs/conformance.md
import { runHere } from './run-command.mjs'

process.env.DAYBOOK_CONFORMANCE = process.argv.includes('--write') ? 'write' : 'check'
// Every `test/kit*.test.ts` of a package.
runHere('vitest', ['run', '--project', 'integration', '/test/kit'])
