// `npm run demo`: builds what the demo needs (cached) and starts it in this process.
import { pathToFileURL } from 'node:url'
import { root, runOn } from './run-command.mjs'

const example = 'examples/demo'
const quiet = ['--output-logs=errors-only', '--log-order=grouped', '--no-update-notifier']
await runOn('turbo', ['run', 'build', '--filter=example-demo...', ...quiet], { isQuiet: true })

const demo = `${root}/${example}/dist/demo.js`
process.argv[1] = demo
await import(pathToFileURL(demo).href)
