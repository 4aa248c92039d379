// `pnpm new:store <name>`: a package for a store, packages/<name>, that passes the store kit from the first minute on.
import { copyFileSync, existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { root, runOn } from './run-command.mjs'

const kit = join(root, 'packages/store-kit')
const template = join(kit, 'test/template')
const arrows = join(root, 'scripts/check-arrows.mjs')

const usage = 'usage: pnpm new:store <name>, in lower case, with hyphens: redis-streams'

/** What is wrong with the name of a new package, or nothing. */
export const problemOf = (name, folder) => {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name ?? '')) return usage
  return existsSync(folder) ? `there is a folder ${folder} already` : undefined
}

/** A text of the template as the package `name` has it. */
export const renamed = (text, name) => {
  const pascal = name.replaceAll(/(?:^|-)([a-z0-9])/g, (_, letter) => letter.toUpperCase())
  return text.replaceAll('Template', pascal).replaceAll('template', name)
}

/** Copies the template into `folder`, as the package `name`. */
export const writeStorePackage = (name, folder) => {
  for (const path of globSync('**/*', { cwd: template })) {
    if (!statSync(join(template, path)).isFile()) continue
    const text = renamed(readFileSync(join(template, path), 'utf8'), name)
    const isManifest = path === 'manifest.json'
    const target = join(folder, isManifest ? 'package.json' : renamed(path, name))
    mkdirSync(dirname(target), { recursive: true })
    // Laid out as npm and the linter want a package.json, and no other file.
    writeFileSync(target, isManifest ? `${JSON.stringify(JSON.parse(text), null, 2)}\n` : text)
  }
  for (const file of ['tsconfig.json', 'tsdown.config.ts']) copyFileSync(join(kit, file), join(folder, file))
}

/** The rules of scripts/check-arrows.mjs with one for a store that knows the core alone. */
export const withArrow = (text, name) =>
  text.replace(/^ {2}'store-kit': .*\n/m, (line) => `${line}  ${quoted(name)}: ['core'],\n`)

const quoted = (name) => (name.includes('-') ? `'${name}'` : name)

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [name] = process.argv.slice(2)
  const folder = join(root, 'packages', name ?? '')
  const problem = problemOf(name, folder)
  if (problem) {
    console.error(problem)
    process.exit(2)
  }
  writeStorePackage(name, folder)
  writeFileSync(arrows, withArrow(readFileSync(arrows, 'utf8'), name))
  await runOn('pnpm', ['install'], { isQuiet: true })
  console.log(`packages/${name} is a store. Its test runs the kit: pnpm test packages/${name}`)
}
