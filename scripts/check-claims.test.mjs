import { expect, it } from 'vitest'
import { missingFaults, missingTests, namedTests } from './check-claims.mjs'

it('reads the tests that a page names', () => {
  const text = 'So it is: “a title, with (brackets)” in [file.ts](../a/file.ts), and “a quote” of somebody.'
  expect(namedTests(text)).toEqual([{ title: 'a title, with (brackets)', target: '../a/file.ts' }])
})

it('finds a test that is not in its file, and a file that is not there', () => {
  const named = (title, target) =>
    missingTests({ path: 'docs/page.md', text: `“${title}” in [it](${target})` })
  expect(named('finds a test that is not in its file', '../scripts/check-claims.test.mjs')).toEqual([])
  expect(named(['no', 'such test'].join(' '), '../scripts/check-claims.test.mjs')).toHaveLength(1)
  expect(named('anything', '../gone.ts')).toHaveLength(1)
})

it('finds a fault without a paragraph, counting the kinds of one fault as one', () => {
  const reliability =
    '**A01-transaction. It dies.** So.\n\n**A01-relay. It dies.** So.\n\n**B02. It hangs.** So.\n\n**N-outage. Away.** So.\n'
  expect(missingFaults(reliability, 'What to do. (A01, B02)\n\nMore. (N-outage)\n')).toEqual([])
  expect(missingFaults(reliability, 'What to do. (A01)\n')).toHaveLength(2)
})
