import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { conformanceGaps, conformancePage, conformanceTable } from './conformance-table.mjs'
import { root } from './run-command.mjs'
import { isCi } from './servers.mjs'

const page = 'docs/conformance.md'

/**
 * Ends a vitest run with the table of the store kit, read from the suites that `runStoreKit` names
 * `store kit: <store> on <engine>`. A gap fails `pnpm conformance` always and a whole run in CI; a run of some files
 * says nothing of what it left out.
 */
export default class ConformanceReporter {
  #isOfSomeTests = false

  onInit({ config }) {
    this.#isOfSomeTests = Boolean(config.testNamePattern)
  }

  onTestRunEnd(modules) {
    const isAsked = process.env.DAYBOOK_CONFORMANCE !== undefined
    const runs = kitRuns(modules)
    if (!isAsked && (this.#isOfSomeTests || !isWhole(modules))) return
    console.log(`\n${conformanceTable(runs)}`)
    if (!isAsked && !isCi()) return
    const gaps = conformanceGaps(runs)
    const text = conformancePage(runs, caseSources())
    if (process.env.DAYBOOK_CONFORMANCE === 'write') writeFileSync(join(root, page), text)
    else if (gaps.length === 0 && !isCurrent(text))
      gaps.push(`${page} says something else: pnpm conformance --write`)
    for (const gap of gaps) console.log(`✖ ${gap}`)
    if (gaps.length > 0) process.exitCode = 1
  }
}

/** Whether every test of the kit was among them. */
const isWhole = (modules) => {
  const ran = new Set(modules.map(({ moduleId }) => moduleId))
  return globSync('packages/*/test/kit*.test.ts', { cwd: root }).every((file) => ran.has(join(root, file)))
}

const isCurrent = (text) => existsSync(join(root, page)) && readFileSync(join(root, page), 'utf8') === text

/** Where each case of the kit is written, from the folder of the page: `../packages/…/append-is-atomic.ts#A1`. */
export const caseSources = () => {
  const found = new Map()
  for (const file of globSync('packages/store-kit/src/cases/*.ts', { cwd: root }).sort()) {
    const text = readFileSync(join(root, file), 'utf8')
    for (const [, id] of text.matchAll(/Case(?:<[^>]*>)?\(\s*'([A-Z]\d+)',/g))
      found.set(id, `${posix.relative('docs', file.replaceAll('\\', '/'))}#${id}`)
  }
  return found
}

/** @returns {import('./conformance-table.mjs').KitRun[]} */
export const kitRuns = (modules) => {
  const runs = new Map()
  for (const module of modules)
    for (const test of module.children.allTests()) {
      const [, store, engine] = /^store kit: (.+) on (\S+)$/.exec(test.parent?.name ?? '') ?? []
      if (store === undefined) continue
      const key = `${store} ${engine}`
      const run = runs.get(key) ?? { store, engine, cases: [] }
      const [, id, title] = /^(\S+) (.*)$/s.exec(test.name)
      const { state } = test.result()
      run.cases.push({ id, title, state: state === 'pending' ? 'skipped' : state })
      runs.set(key, run)
    }
  return [...runs.values()]
}
