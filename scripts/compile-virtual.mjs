import { join } from 'node:path'
import ts from 'typescript'
import { root } from './run-command.mjs'

/**
 * Type-checks texts as if they were files of this repository, without writing them.
 *
 * An import is looked up from the file's own place first, then from each of `alsoFrom`, so that a page may use what
 * any example uses. Problems of other files come back only for those that `isOfInterest` accepts.
 *
 * @param {object} request
 * @param {Map<string, string>} request.texts by absolute path
 * @param {import('typescript').CompilerOptions} request.options
 * @param {string[]} [request.alsoFrom] absolute folders
 * @param {(file: string) => boolean} [request.isOfInterest]
 * @returns {{ file: string, line: number, message: string }[]} lines count from 0
 */
export const compileVirtual = ({ texts, options, alsoFrom = [], isOfInterest = () => false }) => {
  const host = ts.createCompilerHost(options)
  const { fileExists, readFile, getSourceFile } = host
  host.fileExists = (name) => texts.has(name) || fileExists(name)
  host.readFile = (name) => texts.get(name) ?? readFile(name)
  host.getSourceFile = (name, languageOptions, ...rest) =>
    texts.has(name)
      ? ts.createSourceFile(name, texts.get(name), languageOptions, true)
      : getSourceFile(name, languageOptions, ...rest)

  const cache = ts.createModuleResolutionCache(root, host.getCanonicalFileName, options)
  host.resolveModuleNameLiterals = (literals, containingFile, redirected, compilerOptions, sourceFile) =>
    literals.map((literal) => {
      const mode = ts.getModeForUsageLocation(sourceFile, literal, compilerOptions)
      const from = (file) =>
        ts.resolveModuleName(literal.text, file, compilerOptions, host, cache, redirected, mode)
      const here = from(containingFile)
      if (here.resolvedModule || !texts.has(containingFile) || literal.text.startsWith('.')) return here
      const elsewhere = alsoFrom.map((folder) => from(join(folder, 'page.ts')))
      return elsewhere.find(({ resolvedModule }) => resolvedModule) ?? here
    })

  const program = ts.createProgram([...texts.keys()], options, host)
  const files = program
    .getSourceFiles()
    .filter(({ fileName }) => texts.has(fileName) || isOfInterest(fileName))
  const diagnostics = [
    ...program.getOptionsDiagnostics(),
    ...files.flatMap((file) => [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ]),
  ]
  return diagnostics.map((each) => ({
    file: each.file?.fileName ?? '',
    line: each.file ? each.file.getLineAndCharacterOfPosition(each.start).line : 0,
    message: `${ts.flattenDiagnosticMessageText(each.messageText, '\n')} (TS${each.code})`,
  }))
}

/** The compiler options of tsconfig.base.json. */
export const baseOptions = () => {
  const file = join(root, 'tsconfig.base.json')
  const { config } = ts.readConfigFile(file, ts.sys.readFile)
  return ts.parseJsonConfigFileContent({ ...config, files: ['none.ts'] }, ts.sys, root).options
}
