import ts from 'typescript'
import { compilerSettings } from './check-hovers.mjs'
import { publicEntries } from './public-entries.mjs'

/**
 * One option as its declaration states it.
 *
 * @typedef {{ name: string, type: string, isRequired: boolean, default: string, text: string }} Option
 */

const oneLine = (text) => text.replaceAll(/\s+/g, ' ').trim()

/** The doc comment, with links as their words, less the sentence that states the default. */
const wordsOf = (symbol, checker) => {
  const text = oneLine(
    ts
      .displayPartsToString(symbol.getDocumentationComment(checker))
      .replaceAll(/\{@link\s+([^}|]+?)(?:\s*\|\s*([^}]+))?\}/g, (_, name, shown) => shown ?? name),
  )
  const [, before, value, after] = /^(.*?)\s?Default: (.+?)\.(\s.*)?$/.exec(text) ?? []
  if (value === undefined) return { text, default: '' }
  return { text: oneLine(`${before}${after ?? ''}`), default: value }
}

/** The properties of a type. @returns {Option[]} */
const optionsOf = (type, checker) =>
  checker.getPropertiesOfType(type).map((property) => {
    const declaration = property.valueDeclaration ?? property.declarations?.[0]
    const written = declaration?.type?.getText()
    const type =
      written ??
      (declaration ? checker.typeToString(checker.getTypeOfSymbolAtLocation(property, declaration)) : '')
    return {
      name: property.name,
      type: oneLine(type).replace(/ \| undefined$/, ''),
      isRequired: (property.flags & ts.SymbolFlags.Optional) === 0,
      ...wordsOf(property, checker),
    }
  })

/** One program over all entries, which is what takes the time. */
const readEntries = () => {
  const entries = publicEntries()
  const program = ts.createProgram(
    entries.map(({ file }) => file),
    compilerSettings,
  )
  const checker = program.getTypeChecker()
  const original = (symbol) =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  const exportsOf = (file) =>
    checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)))
  return { entries, checker, original, exportsOf }
}

let read
const theEntries = () => {
  read ??= readEntries()
  return read
}

/**
 * Every exported type that is a set of options, under the entry that exports it first.
 *
 * @returns {{ specifier: string, groups: { name: string, text: string, options: Option[] }[] }[]}
 */
const publicOptions = () => {
  const { entries, checker, original, exportsOf } = theEntries()
  const seen = new Set()
  return entries.map(({ specifier, file }) => {
    const groups = exportsOf(file).flatMap((exported) => {
      if (!/Options$|^Details$|^EventDefinition$/.test(exported.name)) return []
      const symbol = original(exported)
      if (seen.has(symbol)) return []
      seen.add(symbol)
      const options = optionsOf(checker.getDeclaredTypeOfSymbol(symbol), checker)
      if (options.length === 0) return []
      return [{ name: exported.name, text: wordsOf(symbol, checker).text, options }]
    })
    return { specifier, groups: groups.sort((a, b) => (a.name < b.name ? -1 : 1)) }
  })
}

/** The properties of a type that an entry exports. @returns {Option[]} */
export const propertiesOf = (specifier, name) => {
  const { entries, checker, original, exportsOf } = theEntries()
  const { file } = entries.find((entry) => entry.specifier === specifier)
  const symbol = original(exportsOf(file).find((each) => each.name === name))
  return optionsOf(checker.getDeclaredTypeOfSymbol(symbol), checker)
}

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('<', '\\<')
const code = (text) => (text === '' ? '' : `\`${text.replaceAll('|', '\\|')}\``)
const defaultCell = (text) => (/^(true|false)$/.test(text) ? code(text) : cell(text))

/** A table of properties; one in bold must be given. @param {Option[]} options */
export const optionsTable = (options) => [
  '| option | type | default | |',
  '|---|---|---|---|',
  ...options.map((option) => {
    const name = option.isRequired ? `**\`${option.name}\`**` : `\`${option.name}\``
    return `| ${name} | ${code(option.type)} | ${defaultCell(option.default)} | ${cell(option.text)} |`
  }),
]

export const optionsPage = () => {
  const lines = [
    '# Options',
    '',
    '<!-- Made by scripts/options-page.mjs; `vitest run -u reference-pages` writes it. -->',
    '',
    'What can be set, in every package, with types and defaults: for looking up. Names in the first column are those of the',
    'TypeScript types; an option in **bold** must be given. The texts are those your editor shows.',
    '',
  ]
  for (const { specifier, groups } of publicOptions()) {
    if (groups.length === 0) continue
    lines.push(`## ${specifier}`, '')
    for (const { name, text, options } of groups) {
      lines.push(`### ${name}`, '')
      if (text) lines.push(cell(text), '')
      lines.push(...optionsTable(options), '')
    }
  }
  return lines.join('\n')
}
