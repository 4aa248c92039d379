// Which package may know which: the rule and its check. `node scripts/check-arrows.mjs`
import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { printChecks } from './check-list.mjs'
import { findImports, packageOf } from './imports.mjs'
import { isTestFile, readPackages } from './packages.mjs'

const everything = ['*']

/** Arrows point inward: a package may know those in its list, and no other of ours. */
export const allowedArrows = {
  core: [],
  sql: ['core'],
  sinks: ['core'],
  bullmq: ['core'],
  web: ['core'],
  'store-kit': ['core'],
  typeorm: ['core', 'sql'],
  sequelize: ['core', 'sql'],
  'mikro-orm': ['core', 'sql'],
  viewer: ['core', 'web'],
  express: ['core', 'web'],
  koa: ['core', 'web'],
  nestjs: ['core', 'web', 'express'],
  cli: everything,
}

/** Arrows that only one entry of a package may draw; the other package is an optional peer there. */
export const entryArrows = {
  express: { viewer: ['viewer'] },
  koa: { viewer: ['viewer'] },
  nestjs: { viewer: ['viewer'] },
}

/** The Node modules core may use, each in one file. */
export const coreNodeModules = ['node:async_hooks', 'node:crypto']

const ours = (specifier) => {
  const name = packageOf(specifier)
  if (name === 'daybook') return 'cli'
  return name.startsWith('@daybook/') ? name.slice('@daybook/'.length) : undefined
}

const isAllowed = (from, to, path) => {
  const allowed = allowedArrows[from]
  if (allowed.includes('*') || allowed.includes(to)) return true
  return Object.entries(entryArrows[from] ?? {}).some(
    ([entry, targets]) =>
      targets.includes(to) && (path === `src/${entry}.ts` || path.startsWith(`src/${entry}/`)),
  )
}

const describeAllowed = (from) => {
  const names = allowedArrows[from]
  return names.length === 0 ? 'nothing of ours' : names.join(', ')
}

const allImports = ({ files }) =>
  files.flatMap(({ path, text }) => findImports(path, text).map((each) => ({ ...each, path })))

const wrongImports = (pkg) =>
  allImports(pkg)
    .filter(({ path }) => !isTestFile(path))
    .flatMap(({ specifier, path, line }) => {
      const to = ours(specifier)
      const at = `packages/${pkg.name}/${path}:${line}`
      if (to === pkg.name) return [`${at} imports its own package by name: use a relative import`]
      if (!to || isAllowed(pkg.name, to, path)) return []
      return [
        `${at} imports ${specifier}, but ${pkg.name} may import ${describeAllowed(pkg.name)}. ` +
          'Move the code to the package that may know both, or pass what is needed in as an argument.',
      ]
    })

const wrongDependencies = ({ name, manifest }) => {
  const mayDependOn = [...allowedArrows[name], ...Object.values(entryArrows[name] ?? {}).flat()]
  return ['dependencies', 'peerDependencies', 'optionalDependencies'].flatMap((kind) =>
    Object.keys(manifest[kind] ?? {})
      .filter((each) => {
        const to = ours(each)
        return to && !mayDependOn.includes('*') && !mayDependOn.includes(to)
      })
      .map((each) => `packages/${name}/package.json lists ${each} in ${kind}: remove it`),
  )
}

const leavingImports = (pkg) =>
  allImports(pkg).flatMap(({ specifier, path, line }) => {
    if (!specifier.startsWith('.')) return []
    const target = posix.join('packages', pkg.name, posix.dirname(path), specifier)
    const isShared = isTestFile(path) && target.startsWith('scripts/')
    if (isShared || target.startsWith(`packages/${pkg.name}/`)) return []
    return [
      `packages/${pkg.name}/${path}:${line} reaches into ${target}: import the other package by its name`,
    ]
  })

const nodeModulesOfCore = (core) => {
  const uses = allImports(core).filter(({ specifier, path }) => isBuiltin(specifier) && !isTestFile(path))
  const forbidden = uses
    .filter(({ specifier }) => !coreNodeModules.includes(specifier))
    .map(
      ({ specifier, path, line }) =>
        `packages/core/${path}:${line} imports ${specifier}, but core may import ${coreNodeModules.join(' and ')} only. ` +
        'Take it in through the options, or move the code to another package.',
    )
  const scattered = coreNodeModules.flatMap((name) => {
    const files = [...new Set(uses.filter(({ specifier }) => specifier === name).map(({ path }) => path))]
    return files.length > 1 ? [`${name} is imported by ${files.join(' and ')}: keep it to one file`] : []
  })
  return [...forbidden, ...scattered]
}

/**
 * @param {import('./packages.mjs').Package[]} packages
 * @returns {import('./check-list.mjs').Check[]}
 */
export const checkArrows = (packages) => [
  ...packages.map((pkg) => {
    if (!allowedArrows[pkg.name]) {
      const problem = `packages/${pkg.name} has no rule: add it to allowedArrows in scripts/check-arrows.mjs`
      return { name: `${pkg.name} has a rule`, problems: [problem] }
    }
    return {
      name: `${pkg.name} knows ${describeAllowed(pkg.name)}`,
      problems: [...wrongImports(pkg), ...wrongDependencies(pkg), ...leavingImports(pkg)],
    }
  }),
  ...packages
    .filter(({ name }) => name === 'core')
    .map((core) => ({
      name: `core imports ${coreNodeModules.join(' and ')}, each in one file, and no other Node module`,
      problems: nodeModulesOfCore(core),
    })),
]

if (process.argv[1] === fileURLToPath(import.meta.url)) printChecks(checkArrows(readPackages('packages')))
