// `pnpm release:sbom`: a bill of materials for each package, CycloneDX 1.6, in `sbom/`; and what must hold of it: every
// package has one, each dependency says what it is and under which licence, and nobody has more of them than planned.
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { printChecks } from './check-list.mjs'
import { publicPackages } from './packages.mjs'
import { capture, root } from './run-command.mjs'

const folder = join(root, 'sbom')

/** How many packages of others may come with one of ours, peers apart. Not named: none. */
export const budgets = { core: 6, sinks: 4, viewer: 4, cli: 16 }

/** What an app of any kind may ship. */
export const acceptedLicenses = [
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
]

const fullName = ({ group, name }) => (group ? `${group}/${name}` : name)
const licensesOf = ({ licenses = [] }) =>
  licenses.map(({ license, expression }) => expression ?? license.id ?? license.name)

const componentProblems = (component) => {
  const name = fullName(component)
  const licenses = licensesOf(component)
  const unknown = licenses.filter((each) => !acceptedLicenses.includes(each))
  return [
    ...(component.version && component.purl ? [] : [`${name} has no version or no purl`]),
    ...(licenses.length > 0 ? [] : [`${name} states no licence`]),
    ...unknown.map((each) => `${name} is under ${each}: not among acceptedLicenses in scripts/sbom.mjs`),
  ]
}

/** What is wrong with the bill of one package. @returns {string[]} problems */
export const billProblems = ({ name, manifest }, { bomFormat, specVersion, metadata, components = [] }) => {
  const others = components.filter(({ group, name: each }) => group !== '@daybook' && each !== 'daybook')
  const listed = components.map(fullName)
  const budget = budgets[name] ?? 0
  return [
    ...(bomFormat === 'CycloneDX' && specVersion === '1.6' ? [] : ['is not CycloneDX 1.6']),
    ...(fullName(metadata.component) === manifest.name ? [] : [`is that of ${fullName(metadata.component)}`]),
    ...Object.keys(manifest.dependencies ?? {})
      .filter((each) => !listed.includes(each))
      .map((each) => `lacks ${each}`),
    ...components.flatMap(componentProblems),
    ...(others.length > budget
      ? [`has ${others.length} packages of others, ${budget} are planned: ${others.map(fullName).join(', ')}`]
      : []),
  ].map((problem) => `${manifest.name}: ${problem}`)
}

const fileOf = ({ manifest }) => join(folder, `${manifest.name.replace('@', '').replace('/', '-')}.cdx.json`)

const main = async () => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  const format = [
    '--sbom-format',
    'cyclonedx',
    '--sbom-spec-version',
    '1.6',
    '--out',
    join(folder, '%s.cdx.json'),
  ]
  const flags = ['--filter', './packages/*', 'sbom', '--prod', '--exclude-peers', '--split', ...format]
  const { code, output } = await capture('pnpm', flags)
  const packages = publicPackages()
  const problems =
    code === 0
      ? packages.flatMap((pkg) => billProblems(pkg, JSON.parse(readFileSync(fileOf(pkg), 'utf8'))))
      : [output]
  printChecks([{ name: `the bills of materials of ${packages.length} packages are in sbom/`, problems }])
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main()
