// The API pages: every export of every public entry, a page for each entry. `pnpm docs:build` writes them to docs/api.
import { Converter } from 'typedoc'
import { moduleName, publicEntries } from '../scripts/public-entries.mjs'

const entries = publicEntries()

/** A page is called what an app imports. */
const nameBySpecifier = (app) => {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.children ?? []) {
      const entry = entries.find((each) => moduleName(each) === module.name)
      if (entry) module.name = entry.specifier
    }
  })
}

export default {
  plugin: ['typedoc-plugin-markdown', nameBySpecifier],
  tsconfig: 'tsconfig.json',
  entryPoints: entries.map(({ file }) => file),
  name: 'API',
  out: 'api',
  readme: 'none',
  disableSources: true,
  hideBreadcrumbs: true,
  hidePageHeader: true,
  outputFileStrategy: 'modules',
  useCodeBlocks: true,
  // Whether the sources compile is the question of `pnpm check typecheck`.
  skipErrorChecking: true,
  // A type that is not exported is shown in place.
  validation: { notExported: false },
  treatWarningsAsErrors: true,
}
