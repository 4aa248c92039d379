// Compiles the `sqlite3` driver if that has not been done: a minute of work that only the tests of Sequelize need, so
// that an install, and with it the demo, can do without.
import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { capture, root } from './run-command.mjs'

const isBuilt = async () => {
  const { code } = await capture(process.execPath, ['-e', "require('sqlite3')"])
  return code === 0
}

/** Resolves when the driver is there, or could not be built; then its tests say so. */
export const buildSqlite3 = async () => {
  if (await isBuilt()) return
  process.stderr.write('▸ compiling the sqlite3 driver (once, about a minute)\n')
  // Its own install script: a binary where one can be fetched, else node-gyp.
  const { code, output } = await capture('npm', ['run', 'install'], {
    cwd: realpathSync(join(root, 'node_modules', 'sqlite3')),
  })
  if (code !== 0 || !(await isBuilt()))
    process.stderr.write(`${output}\n▸ the sqlite3 driver could not be built (its message is above)\n`)
}
