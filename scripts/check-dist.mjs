// What npm would get, checked against itself: declarations, package.json, and how types resolve. Build first.
import { globSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import ts from 'typescript'
import { printChecks } from './check-list.mjs'
import { baseOptions, compileVirtual } from './compile-virtual.mjs'
import { findImports, packageOf } from './imports.mjs'
import { publicPackages } from './packages.mjs'
import { capture, root } from './run-command.mjs'

const resolutions = {
  nodenext: { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
  bundler: { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
}

const entriesOf = ({ manifest }) =>
  Object.keys(manifest.exports)
    .filter((key) => key !== './package.json')
    .map((key) => manifest.name + key.slice(1))

const consumerOf = (pkg) =>
  entriesOf(pkg)
    .map((specifier, index) => `import * as entry${index} from '${specifier}'\nexport { entry${index} }\n`)
    .join('')

/**
 * Compiles one consumer per package against the built declarations, those of the packages included in the check.
 *
 * @param {import('./packages.mjs').Package[]} packages
 * @param {keyof typeof resolutions} resolution
 */
export const checkDeclarations = (packages, resolution) => {
  const texts = new Map(packages.map((pkg) => [join(pkg.folder, 'dist-consumer.ts'), consumerOf(pkg)]))
  const { customConditions, rewriteRelativeImportExtensions, ...base } = baseOptions()
  const options = {
    ...base,
    ...resolutions[resolution],
    skipLibCheck: false,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
  }
  const isOurs = (file) => packages.some(({ folder }) => file.startsWith(join(folder, 'dist')))
  const found = compileVirtual({ texts, options, isOfInterest: isOurs })
  return found.map(({ file, line, message }) => `${relative(root, file)}:${line + 1} ${message}`)
}

/** Every package that the published code or types name must come with the package: as a dependency or a peer. */
export const unlistedImports = ({ folder, manifest }) => {
  const listed = new Set(
    [manifest.dependencies, manifest.peerDependencies, manifest.optionalDependencies].flatMap((each) =>
      Object.keys(each ?? {}),
    ),
  )
  return globSync('dist/**/*.{js,d.ts}', { cwd: folder }).flatMap((path) =>
    findImports(path, readFileSync(join(folder, path), 'utf8'))
      .map(({ specifier }) => specifier)
      .filter((each) => !each.startsWith('.') && !isBuiltin(each) && !listed.has(packageOf(each)))
      .map(
        (each) =>
          `${relative(root, folder)}/${path} names ${each}: list it in dependencies or peerDependencies`,
      ),
  )
}

const runPublint = async ({ folder, name, manifest }) => {
  // What `pnpm pack` would put in is stated by `files`; no need to run it for each package.
  const { messages } = await publint({ pkgDir: folder, strict: true, pack: false })
  return messages
    .filter(({ type }) => type !== 'suggestion')
    .map((message) => `packages/${name}: ${formatMessage(message, manifest, { color: false })}`)
}

const runAttw = async ({ folder, name }) => {
  const flags = ['--pack', folder, '--profile', 'esm-only', '--format', 'ascii', '--no-color', '--no-emoji']
  const { code, output } = await capture('attw', flags)
  return code === 0 ? [] : [`packages/${name}:\n${output}`]
}

/** Every published command answers, from what was built: its version is the package's, and its help has words. */
const runBins = async ({ folder, name, manifest }) => {
  const problems = []
  for (const [command, path] of Object.entries(manifest.bin ?? {})) {
    const bin = join(folder, path)
    const version = await capture('node', [bin, '--version'])
    if (version.code !== 0 || version.output.trim() !== manifest.version)
      problems.push(
        `packages/${name}: ${command} --version does not say ${manifest.version}:\n${version.output}`,
      )
    const help = await capture('node', [bin, '--help'])
    if (help.code !== 0 || !help.output.includes(`Usage: ${command} `))
      problems.push(`packages/${name}: ${command} --help does not say how it is used:\n${help.output}`)
  }
  return problems
}

const attwOfAll = async (packages) => {
  const problems = []
  for (const pkg of packages) problems.push(...(await runAttw(pkg)))
  return problems
}

const main = async () => {
  const packages = publicPackages()
  const [publintProblems, attwProblems] = await Promise.all([
    Promise.all(packages.map(runPublint)),
    attwOfAll(packages),
  ])
  printChecks([
    ...Object.keys(resolutions).map((resolution) => ({
      name: `the built declarations compile (${resolution})`,
      problems: checkDeclarations(packages, resolution),
    })),
    { name: 'the built files name only listed packages', problems: packages.flatMap(unlistedImports) },
    { name: 'the built commands run', problems: (await Promise.all(packages.map(runBins))).flat() },
    { name: 'publint --strict', problems: publintProblems.flat() },
    { name: 'are the types right (attw, esm-only)', problems: attwProblems },
  ])
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main()
