import ts from 'typescript'

/**
 * Every module a TypeScript file names, with the line: static and dynamic imports, `import type`, `import('x').T`,
 * re-exports, `require`, and the modules it augments.
 *
 * @param {string} path
 * @param {string} text
 * @returns {{ specifier: string, line: number }[]}
 */
export const findImports = (path, text) => {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const found = []
  const note = (node) => {
    if (!node || !ts.isStringLiteralLike(node)) return
    found.push({ specifier: node.text, line: file.getLineAndCharacterOfPosition(node.getStart()).line + 1 })
  }
  const visit = (node) => {
    note(namedModule(node))
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

const namedModule = (node) => {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier
  if (ts.isImportTypeNode(node))
    return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined
  if (ts.isExternalModuleReference(node)) return node.expression
  if (ts.isModuleDeclaration(node)) return node.name
  if (!ts.isCallExpression(node)) return undefined
  const callee = node.expression
  const isImport = callee.kind === ts.SyntaxKind.ImportKeyword
  return isImport || (ts.isIdentifier(callee) && callee.text === 'require') ? node.arguments[0] : undefined
}

/** `@scope/name/deep/file` -> `@scope/name`, `name/deep` -> `name`. */
export const packageOf = (specifier) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
