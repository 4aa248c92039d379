import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { captureGaps, capturePage } from './capture-table.mjs'
import { root } from './run-command.mjs'
import { isCi } from './servers.mjs'

const page = 'docs/reference/change-capture.md'

/**
 * Compares what the change scenarios prove with the table in the docs, read from the suites that `runChangeScenarios`
 * names `change capture: <orm> on <engine>`. A gap fails `pnpm capture` always and a whole run in CI.
 */
export default class CaptureReporter {
  #isOfSomeTests = false

  onInit({ config }) {
    this.#isOfSomeTests = Boolean(config.testNamePattern)
  }

  onTestRunEnd(modules) {
    const asked = process.env.DAYBOOK_CAPTURE
    if (asked === undefined && (!isCi() || this.#isOfSomeTests || !isWhole(modules))) return
    const runs = captureRuns(modules)
    const gaps = captureGaps(runs)
    if (asked === 'write') writeFileSync(join(root, page), capturePage(runs))
    else if (gaps.length === 0 && !isCurrent(capturePage(runs)))
      gaps.push(`${page} says something else: pnpm capture --write`)
    for (const gap of gaps) console.log(`✖ ${gap}`)
    if (gaps.length > 0) process.exitCode = 1
  }
}

const isWhole = (modules) => {
  const ran = new Set(modules.map(({ moduleId }) => moduleId))
  return globSync('packages/*/test/changes*.test.ts', { cwd: root }).every((file) =>
    ran.has(join(root, file)),
  )
}

const isCurrent = (text) => existsSync(join(root, page)) && readFileSync(join(root, page), 'utf8') === text

/** @returns {import('./capture-table.mjs').CaptureRun[]} */
export const captureRuns = (modules) => {
  const runs = new Map()
  for (const module of modules)
    for (const test of module.children.allTests()) {
      const [, orm, engine] = /^change capture: (.+) on (\S+)$/.exec(test.parent?.name ?? '') ?? []
      if (orm === undefined) continue
      const key = `${orm} ${engine}`
      const run = runs.get(key) ?? { orm, engine, operations: [], others: [] }
      runs.set(key, run)
      const result = test.result().state
      const state = result === 'pending' ? 'skipped' : result
      const [kind, api, seen, why] = test.name.split(' | ')
      if (seen === undefined) run.others.push({ title: test.name, state })
      else run.operations.push({ kind, api, seen, why: (why ?? '').trim(), state })
    }
  return [...runs.values()]
}
