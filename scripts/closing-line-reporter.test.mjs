import { expect, it } from 'vitest'
import { closingLine } from './closing-line-reporter.mjs'

const moduleOf = (states, state = 'passed') => ({
  state: () => state,
  children: { allTests: () => states.map((each) => ({ result: () => ({ state: each }) })) },
})

it('counts the tests of all files', () => {
  const modules = [moduleOf(['passed', 'passed', 'skipped']), moduleOf(['failed', 'passed'], 'failed')]
  expect(closingLine(modules)).toBe('3 passed, 1 failed, 1 skipped')
})

it('says nothing of skipped tests where there are none', () => {
  expect(closingLine([moduleOf(['passed'])])).toBe('1 passed, 0 failed')
})

it('counts a file that did not load and an error outside the tests as failures', () => {
  expect(closingLine([moduleOf([], 'failed')], [new Error('stray')])).toBe('0 passed, 2 failed')
})
