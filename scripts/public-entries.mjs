import { join, relative } from 'node:path'
import { isTestFile, publicPackages } from './packages.mjs'
import { root } from './run-command.mjs'

/**
 * @typedef {object} PublicEntry
 * @property {string} specifier what an app imports
 * @property {string} file the source behind it, absolute
 */

/** Every public entry of every package, core first, and of each package its main entry first. @returns {PublicEntry[]} */
export const publicEntries = () =>
  publicPackages()
    .sort((a, b) => Number(b.name === 'core') - Number(a.name === 'core'))
    .flatMap(({ folder, manifest, files }) =>
      files
        .filter(({ path }) => /^src\/[^/]+\.tsx?$/.test(path) && !isTestFile(path))
        .map(({ path }) => {
          const entry = path.replace(/^src\/(.*)\.tsx?$/, '$1')
          const specifier = entry === 'index' ? manifest.name : `${manifest.name}/${entry}`
          return { specifier, file: join(folder, path) }
        })
        .sort((a, b) => (a.specifier < b.specifier ? -1 : 1)),
    )

/** The name that TypeDoc has for an entry: its path below `packages`, without `index`. */
export const moduleName = ({ file }) =>
  relative(join(root, 'packages'), file)
    .replace(/\.tsx?$/, '')
    .replace(/\/index$/, '')
