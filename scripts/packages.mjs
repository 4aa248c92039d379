import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { root } from './run-command.mjs'

/**
 * @typedef {object} SourceFile
 * @property {string} path from the package's folder, with forward slashes
 * @property {string} text
 *
 * @typedef {object} Package
 * @property {string} folder absolute
 * @property {string} name the folder's own name: `core`
 * @property {Record<string, any>} manifest its package.json
 * @property {SourceFile[]} files what is below `src` and `test`
 */

const codeFiles = '{src,test}/**/*.{ts,tsx,mts}'

/** @returns {Package} */
export const readPackage = (folder) => ({
  folder,
  name: basename(folder),
  manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')),
  files: globSync(codeFiles, { cwd: folder })
    .sort()
    .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(join(folder, path), 'utf8') })),
})

/** The workspace packages below one of the folders `packages` and `examples`. */
export const readPackages = (parent) =>
  globSync(`${parent}/*`, { cwd: root })
    .sort()
    .map((folder) => join(root, folder))
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map(readPackage)

export const publicPackages = () => readPackages('packages').filter(({ manifest }) => !manifest.private)

/** Whether a file is only there for tests: such files are not published and may import more. */
export const isTestFile = (path) => path.startsWith('test/') || /\.test(-d)?\.tsx?$/.test(path)
