import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { capture } from '../run-command.mjs'

/** The newest of each major that the packages support. */
const versions = ['22.23.3', '24.21.0', '26.10.0']

/**
 * The Nodes to try: that of this process alone, or, on Linux, one of each supported major, from npm, put into `folder`.
 *
 * @returns {Promise<{ name: string, bin: string }[]>} `bin` is a folder for PATH, absent for this process' own
 */
export const nodesIn = async (folder, all) => {
  const own = { name: process.versions.node, bin: join(process.execPath, '..') }
  if (!all || process.platform !== 'linux') return [own]
  const nodes = []
  for (const version of versions) {
    const home = join(folder, version)
    const bin = join(home, `node_modules/node-linux-${process.arch}/bin`)
    if (version === own.name) nodes.push(own)
    else {
      if (!existsSync(bin)) {
        const flags = [
          'install',
          '--prefix',
          home,
          '--no-save',
          '--ignore-scripts',
          '--no-audit',
          '--no-fund',
        ]
        const { code, output } = await capture('npm', [...flags, `node-linux-${process.arch}@${version}`])
        if (code !== 0) throw new Error(`Node ${version} could not be fetched:\n${output}`)
      }
      nodes.push({ name: version, bin })
    }
  }
  return nodes
}
