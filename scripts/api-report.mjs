// The public surface of each package as text, in api/: what a change of it looks like is seen in a diff. Build first.
//
//   node scripts/api-report.mjs [--write]    compares, or writes
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { printChecks } from './check-list.mjs'
import { publicPackages } from './packages.mjs'
import { root } from './run-command.mjs'

const folder = join(root, 'api')

const options = {
  target: ts.ScriptTarget.ES2024,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  skipLibCheck: true,
  noEmit: true,
}

const printer = ts.createPrinter({ removeComments: true, newLine: ts.NewLineKind.LineFeed })

/** The entries of a package, and the files of their declarations. */
const entriesOf = ({ folder: home, manifest }) =>
  Object.entries(manifest.exports).flatMap(([key, entry]) =>
    typeof entry === 'object' ? [{ name: manifest.name + key.slice(1), file: join(home, entry.types) }] : [],
  )

const unaliased = (checker, symbol) =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol

/** What a declaration of a variable is printed with: its statement. */
const printable = (declaration) =>
  ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration

const textOf = (declaration) => {
  const node = printable(declaration)
  const text = printer.printNode(ts.EmitHint.Unspecified, node, node.getSourceFile())
  return text.replace(/^(export )?(default )?(declare )?/, '')
}

/**
 * The surface of some entries: each export by its name, and what those mention of the package without exporting it.
 *
 * @param {{ name: string, file: string }[]} entries
 * @param {(file: string) => boolean} isOwn whether a declaration file belongs to the package
 */
export const apiReport = (entries, isOwn) => {
  const program = ts.createProgram(
    entries.map(({ file }) => file),
    options,
  )
  const checker = program.getTypeChecker()
  const shown = new Map()
  const mentioned = new Map()
  const ownDeclarations = (symbol) =>
    (symbol.declarations ?? []).filter((each) => isOwn(each.getSourceFile().fileName))

  const mention = (node) => {
    const visit = (child) => {
      if (ts.isIdentifier(child)) {
        const found = checker.getSymbolAtLocation(child)
        const symbol = found && unaliased(checker, found)
        const isTopLevel = (each) => ts.isSourceFile(printable(each).parent)
        const declarations = symbol ? ownDeclarations(symbol).filter(isTopLevel) : []
        if (declarations.length > 0 && !shown.has(symbol) && !mentioned.has(symbol)) {
          mentioned.set(symbol, declarations.map(textOf).join('\n'))
          for (const each of declarations) mention(printable(each))
        }
      }
      ts.forEachChild(child, visit)
    }
    ts.forEachChild(node, visit)
  }

  const sections = entries.map(({ name, file }) => {
    const source = program.getSourceFile(file)
    const module = source && checker.getSymbolAtLocation(source)
    const exports = module ? checker.getExportsOfModule(module) : []
    const named = exports.map((each) => ({ name: each.name, symbol: unaliased(checker, each) }))
    named.sort((one, other) => (one.name < other.name ? -1 : 1))
    return { name, named }
  })
  for (const { named } of sections)
    for (const { symbol } of named)
      if (!shown.has(symbol)) shown.set(symbol, ownDeclarations(symbol).map(textOf).join('\n'))
  for (const symbol of shown.keys()) for (const each of ownDeclarations(symbol)) mention(printable(each))

  const fence = (text) => `\`\`\`ts\n${text}\n\`\`\`\n`
  const told = new Set()
  const parts = sections.map(({ name, named }) => {
    const lines = named.map(({ name: exported, symbol }) => {
      const isNew = !told.has(symbol)
      told.add(symbol)
      const text = shown.get(symbol)
      // What another package declares, or another entry has shown already, is named alone.
      return text && isNew ? text : `export { ${exported} }`
    })
    return `## ${name}\n\n${fence(lines.join('\n\n'))}`
  })
  const rest = [...mentioned.values()].sort()
  if (rest.length > 0) parts.push(`## Mentioned, not exported\n\n${fence(rest.join('\n\n'))}`)
  return parts.join('\n')
}

const reportOf = (pkg) => {
  const isOwn = (file) => file.startsWith(join(pkg.folder, 'dist'))
  const hint = 'Made by `pnpm api --write`. A change here is a change of what users may rely on.'
  return `# ${pkg.manifest.name}\n\n${hint}\n\n${apiReport(entriesOf(pkg), isOwn)}`
}

const main = () => {
  const packages = publicPackages()
  const reports = new Map(packages.map((pkg) => [`${pkg.name}.api.md`, reportOf(pkg)]))
  if (process.argv.includes('--write')) {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder)
    for (const [name, text] of reports) writeFileSync(join(folder, name), text)
    return
  }
  const there = existsSync(folder) ? readdirSync(folder) : []
  const fix = 'If it is meant: pnpm api --write, and a changeset.'
  printChecks([
    {
      name: 'the public surface is the one in api/',
      problems: [
        ...[...reports].flatMap(([name, text]) => {
          const path = join(folder, name)
          const known = there.includes(name) ? readFileSync(path, 'utf8') : ''
          return known === text ? [] : [`${relative(root, path)}: ${firstDifference(known, text)} ${fix}`]
        }),
        ...there.filter((name) => !reports.has(name)).map((name) => `api/${name} has no package: remove it`),
      ],
    },
  ])
}

const firstDifference = (known, text) => {
  const lines = known.split('\n')
  const [line, index] =
    text
      .split('\n')
      .map((each, at) => [each, at])
      .find(([each, at]) => each !== lines[at]) ?? []
  if (line === undefined) return `ends earlier, at line ${text.split('\n').length}.`
  return `line ${index + 1} is now\n    ${line}\nand was\n    ${lines[index] ?? '(nothing)'}\n`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main()
