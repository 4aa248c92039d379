import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { CommandContext } from '../cli/command-context.ts'
import { printable } from '../output/printable.ts'
import { type Check, type Finding, good } from './finding.ts'
import { daybookPackages, readPackage, relatedPackages } from './installed-packages.ts'

/** The looks at the folder and this Node, in order. */
export const folderChecks: readonly Check<CommandContext>[] = [nodeVersion, versions, adapters, nativeDrivers]

async function nodeVersion(): Promise<readonly Finding[]> {
  const { node } = process.versions
  const [major = 0, minor = 0] = node.split('.').map(Number)
  const isKnown = (major === 22 && minor >= 18) || (major === 24 && minor >= 11) || major >= 26
  if (isKnown) return [good(`Node ${node}`)]
  return [
    {
      level: 'error',
      fault: 'DAYBOOK_NODE_VERSION',
      text: `Node ${node} is not supported`,
      why: 'Daybook is tested with 22.18 and later, 24.11 and later, and 26.',
      fix: 'Install the newest Node 24.',
    },
  ]
}

async function versions({ cwd }: CommandContext): Promise<readonly Finding[]> {
  const packages = await daybookPackages(cwd)
  if (packages.length === 0) return []
  const found = [...new Set(packages.map(({ version }) => version))]
  const names = packages.map(({ name }) => name)
  const twice = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))]
  if (found.length > 1)
    return [
      {
        level: 'error',
        fault: 'DAYBOOK_MIXED_VERSIONS',
        text: 'The packages of Daybook are of different versions',
        why: packages.map(({ name, version, path }) => printable(`${name} ${version} (${path})`)).join(', '),
        fix: `npm install ${[...new Set(names)].map((name) => `${printable(name)}@latest`).join(' ')}`,
      },
    ]
  if (twice.length > 0)
    return [
      {
        level: 'warning',
        fault: 'DAYBOOK_TWO_COPIES',
        text: `${printable(twice.join(', '))} is installed more than once`,
        why: 'Context and types do not reach from one copy to the other.',
        fix: 'npm dedupe',
      },
    ]
  return [good(`${printable(names.join(', '))} ${printable(found[0] ?? '')} match`)]
}

const adaptersOf: Readonly<Record<string, string>> = {
  typeorm: '@daybook/typeorm',
  sequelize: '@daybook/sequelize',
  '@mikro-orm/core': '@daybook/mikro-orm',
}

async function adapters({ cwd }: CommandContext): Promise<readonly Finding[]> {
  const ours = new Set((await daybookPackages(cwd)).map(({ name }) => name))
  const orms = (await relatedPackages(cwd)).filter(({ name }) => adaptersOf[name] !== undefined)
  const [orm] = orms
  if (orm === undefined || orms.some(({ name }) => ours.has(adaptersOf[name] ?? ''))) return []
  return [
    {
      level: 'warning',
      fault: 'DAYBOOK_NO_ADAPTER',
      text: `${orm.name} ${printable(orm.version)} is here, ${adaptersOf[orm.name]} is not`,
      why: 'Events can join the transactions of the ORM only through its own package.',
      fix: `npm install @daybook/core ${adaptersOf[orm.name]}`,
    },
  ]
}

const opensOf: Readonly<Record<string, string>> = {
  'better-sqlite3': "new (require('better-sqlite3'))(':memory:').close()",
  sqlite3: "new (require('sqlite3').Database)(':memory:', (error) => { if (error) throw error })",
}

/** In a process of its own: what a broken native module does is not known before. */
async function nativeDrivers({ cwd }: CommandContext): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const [name, code] of Object.entries(opensOf)) {
    const installed = await readPackage(cwd, join('node_modules', name))
    if (installed === undefined) continue
    const failure = await promisify(execFile)(process.execPath, ['-e', code], { cwd, timeout: 20_000 }).then(
      () => undefined,
      (error: Error & { readonly stderr?: string }) => error.stderr ?? error.message,
    )
    if (failure === undefined) findings.push(good(`${name} ${printable(installed.version)} loads`))
    else
      findings.push({
        level: 'error',
        fault: 'DAYBOOK_DRIVER_BROKEN',
        text: `${name} ${printable(installed.version)} does not load in Node ${process.versions.node}`,
        why: printable(/^\w*Error: .*$/m.exec(failure)?.[0] ?? failure.slice(0, 200)),
        fix: `npm rebuild ${name}, or install a release that is made for this Node.`,
      })
  }
  return findings
}
