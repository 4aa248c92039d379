import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { publicPackages } from '../packages.mjs'
import { capture } from '../run-command.mjs'

/**
 * Packs every public package as it would be published.
 *
 * @param {string} folder absolute; emptied first
 * @returns {Promise<Map<string, { file: string, needs: string[] }>>} by name, with what each needs of ours
 */
export const packAll = async (folder) => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const packages = publicPackages()
  const packed = new Map()
  for (const { folder: home, manifest } of packages) {
    const file = join(folder, `${manifest.name.replace('@', '').replace('/', '-')}-${manifest.version}.tgz`)
    const { code, output } = await capture('pnpm', ['pack', '--out', file], { cwd: home })
    if (code !== 0) throw new Error(`${manifest.name} could not be packed:\n${output}`)
    const optional = manifest.peerDependenciesMeta ?? {}
    const needs = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
    packed.set(manifest.name, {
      file,
      needs: needs.filter((name) => packages.some((pkg) => pkg.manifest.name === name) && !optional[name]),
    })
  }
  return packed
}

/** These packages and all of ours that they need, by name, as npm's `file:` specifiers. */
export const tarballsOf = (packed, names) => {
  const wanted = new Set()
  const add = (name) => {
    if (wanted.has(name)) return
    wanted.add(name)
    for (const each of packed.get(name).needs) add(each)
  }
  for (const name of names) add(name)
  return Object.fromEntries([...wanted].sort().map((name) => [name, `file:${packed.get(name).file}`]))
}
