import { expect, it } from 'vitest'
import { billProblems } from './sbom.mjs'

const sinks = { name: 'sinks', manifest: { name: '@daybook/sinks', dependencies: { 'p-retry': '1.0.0' } } }
const retry = {
  name: 'p-retry',
  version: '1.0.0',
  purl: 'pkg:npm/p-retry@1.0.0',
  licenses: [{ license: { id: 'MIT' } }],
}
const bill = (components) => ({
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  metadata: { component: { group: '@daybook', name: 'sinks' } },
  components,
})
const problemsOf = (components, pkg = sinks) => billProblems(pkg, bill(components))

it('accepts a bill that has what the package states, within its budget', () => {
  expect(problemsOf([retry, { ...retry, group: '@daybook', name: 'core' }])).toEqual([])
})

it.each([
  ['a dependency that is not in it', [], 'lacks p-retry'],
  [
    'a licence that is not accepted',
    [retry, { ...retry, licenses: [{ license: { id: 'AGPL-3.0' } }] }],
    'is under AGPL-3.0',
  ],
  ['no licence', [{ ...retry, licenses: [] }], 'states no licence'],
  ['no version', [{ ...retry, version: '' }], 'has no version'],
  ['more than is planned', [retry, retry, retry, retry, retry], '5 packages of others, 4 are planned'],
])('finds %s', (_, components, problem) => {
  expect(problemsOf(components).join('\n')).toContain(problem)
})

it('finds the bill of another package', () => {
  const other = { name: 'sinks', manifest: { name: '@daybook/bullmq' } }
  expect(problemsOf([retry], other)[0]).toContain('is that of @daybook/sinks')
})
