// Everything that a package exports says in its doc comment what a caller may rely on.
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { printChecks } from './check-list.mjs'
import { isTestFile, publicPackages } from './packages.mjs'
import { root } from './run-command.mjs'

/** The sources as the packages see each other: with their tests' condition, and nothing written. */
export const compilerSettings = {
  target: ts.ScriptTarget.ES2024,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  customConditions: ['daybook-source'],
  jsx: ts.JsxEmit.ReactJSX,
  jsxImportSource: 'hono/jsx',
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  noEmit: true,
}

/** What each of the source files exports, by name. @returns {Map<string, string[]>} */
export const exportedNames = (files) => {
  const program = ts.createProgram(files, compilerSettings)
  const checker = program.getTypeChecker()
  return new Map(
    files.map((file) => {
      const module = checker.getSymbolAtLocation(program.getSourceFile(file))
      return [file, module ? checker.getExportsOfModule(module).map(({ name }) => name) : []]
    }),
  )
}

/** The exports of source files that have no doc comment, as `name (file)`. */
export const undocumentedExports = (files) => {
  const program = ts.createProgram(files, compilerSettings)
  const checker = program.getTypeChecker()
  return files.flatMap((file) => {
    const module = checker.getSymbolAtLocation(program.getSourceFile(file))
    if (!module) return []
    return checker.getExportsOfModule(module).flatMap((exported) => {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported
      if (symbol.getDocumentationComment(checker).length > 0) return []
      const where = symbol.declarations?.[0]?.getSourceFile().fileName ?? file
      return [`${exported.name} (${relative(root, where)})`]
    })
  })
}

const main = () => {
  const entries = publicPackages().flatMap(({ folder, files }) =>
    files
      .filter(({ path }) => /^src\/[^/]+\.tsx?$/.test(path) && !isTestFile(path))
      .map(({ path }) => `${folder}/${path}`),
  )
  const problems = [...new Set(undocumentedExports(entries))].map(
    (name) => `${name} has no doc comment. Say in one sentence what a caller may rely on.`,
  )
  printChecks([{ name: 'every export has a doc comment', problems }])
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main()
