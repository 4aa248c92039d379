// Type-checks every project of the repository from its sources, tests included. `node scripts/typecheck.mjs`
import { globSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { printChecks } from './check-list.mjs'
import { capture, root } from './run-command.mjs'

const projects = [
  'tsconfig.json',
  ...globSync('{bench,faults,packages/*,examples/*}/tsconfig.json', { cwd: root }).sort(),
]
const checks = []

/** A repeat only looks at what changed. */
const incremental = (project) => [
  '--incremental',
  '--tsBuildInfoFile',
  `${root}/node_modules/.cache/typecheck/${project.replaceAll(/[/.]/g, '-')}.tsbuildinfo`,
]

const work = async () => {
  for (let project = projects.shift(); project; project = projects.shift()) {
    const { code, output } = await capture('tsc', [
      '--noEmit',
      '--pretty',
      'false',
      '-p',
      project,
      ...incremental(project),
    ])
    checks.push({ name: project, problems: code === 0 ? [] : [output.trim() || `tsc ended with ${code}`] })
  }
}

await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, work))
printChecks(checks.sort((one, other) => one.name.localeCompare(other.name)))
