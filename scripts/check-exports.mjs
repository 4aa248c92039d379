// `ls src` is the public API: files and entries agree, and all packages say the same things about themselves.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import ts from 'typescript'
import { printChecks } from './check-list.mjs'
import { isTestFile, publicPackages } from './packages.mjs'

/** What every public package.json says, word for word. */
export const uniformFields = {
  license: 'MIT',
  type: 'module',
  sideEffects: false,
  engines: { node: '^22.18.0 || ^24.11.0 || >=26' },
  files: ['dist', 'src', '!src/**/*.test.*', '!src/**/*.test-d.*'],
  publishConfig: { access: 'public' },
  main: './dist/index.js',
  types: './dist/index.d.ts',
}

const entryFiles = ({ files }) =>
  files.map(({ path }) => path).filter((path) => /^src\/[^/]+\.tsx?$/.test(path) && !isTestFile(path))

const entryKey = (path) => {
  const name = path.replace(/^src\/(.*)\.tsx?$/, '$1')
  return name === 'index' ? '.' : `./${name}`
}

const expectedEntry = (path) => {
  const name = path.replace(/^src\/(.*)\.tsx?$/, '$1')
  return { 'daybook-source': `./${path}`, types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` }
}

const exportProblems = (pkg) => {
  const { exports = {} } = pkg.manifest
  const expected = Object.fromEntries(entryFiles(pkg).map((path) => [entryKey(path), expectedEntry(path)]))
  const where = `packages/${pkg.name}/package.json`
  const missing = Object.entries(expected).flatMap(([key, entry]) => {
    const actual = exports[key]
    // The order of conditions counts: the first that fits is taken.
    if (actual && isDeepStrictEqual(Object.entries(actual), Object.entries(entry))) return []
    return [`${where}: exports["${key}"] should be ${JSON.stringify(entry)}`]
  })
  const extra = Object.keys(exports)
    .filter((key) => key !== './package.json' && !expected[key])
    .map((key) => `${where}: exports["${key}"] has no file directly under src: remove it or add the file`)
  // What resolves types as Node 10 did knows no exports.
  const types = Object.fromEntries(
    Object.keys(expected)
      .filter((key) => key !== '.')
      .map((key) => [key.slice(2), [`./dist/${key.slice(2)}.d.ts`]]),
  )
  const wanted = Object.keys(types).length > 0 ? { '*': types } : undefined
  const old = isDeepStrictEqual(pkg.manifest.typesVersions, wanted)
    ? []
    : [`${where}: typesVersions should be ${JSON.stringify(wanted)}`]
  const self =
    exports['./package.json'] === './package.json' ? [] : [`${where}: exports lacks "./package.json"`]
  return [...missing, ...extra, ...old, ...self]
}

const buildProblems = (pkg) => {
  const config = join(pkg.folder, 'tsdown.config.ts')
  if (!existsSync(config))
    return [`packages/${pkg.name} has no tsdown.config.ts: copy that of another package`]
  const text = readFileSync(config, 'utf8')
  return entryFiles(pkg)
    .filter((path) => !text.includes(`'${path}'`))
    .map((path) => `packages/${pkg.name}/tsdown.config.ts: add '${path}' to entry`)
}

const starExports = (pkg) =>
  pkg.files
    .filter(({ path }) => path.startsWith('src/') && !isTestFile(path))
    .flatMap(({ path, text }) => {
      const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest)
      return file.statements
        .filter(
          (node) =>
            ts.isExportDeclaration(node) && !(node.exportClause && ts.isNamedExports(node.exportClause)),
        )
        .map((node) => {
          const { line } = file.getLineAndCharacterOfPosition(node.getStart(file))
          return `packages/${pkg.name}/${path}:${line + 1}: list the exports by name instead of "export *"`
        })
    })

const metaProblems = ({ name, manifest }, version) => {
  const where = `packages/${name}/package.json`
  const different = Object.entries({ ...uniformFields, version })
    .filter(([field, value]) => !isDeepStrictEqual(manifest[field], value))
    .map(([field, value]) => `${where}: ${field} should be ${JSON.stringify(value)}`)
  const absent = ['description', 'keywords']
    .filter((field) => !manifest[field]?.length)
    .map((field) => `${where}: ${field} is missing`)
  const isNamedAsFolder =
    manifest.name === `@daybook/${name}` || (name === 'cli' && manifest.name === 'daybook')
  return [
    ...different,
    ...absent,
    ...(isNamedAsFolder ? [] : [`${where}: the name should be @daybook/${name}`]),
  ]
}

/**
 * @param {import('./packages.mjs').Package[]} packages
 * @returns {import('./check-list.mjs').Check[]}
 */
export const checkExports = (packages) => {
  const version = packages[0]?.manifest.version
  return [
    { name: 'the files directly under src are the exports', problems: packages.flatMap(exportProblems) },
    { name: 'the build has every entry', problems: packages.flatMap(buildProblems) },
    { name: 'exports are listed by hand', problems: packages.flatMap(starExports) },
    {
      name: 'all packages carry the same license, engines, files and version',
      problems: packages.flatMap((pkg) => metaProblems(pkg, version)),
    },
  ]
}

if (process.argv[1] === fileURLToPath(import.meta.url)) printChecks(checkExports(publicPackages()))
