import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../scripts/run-command.mjs'
import { isHeld, knownOutcome } from '../src/outcomes.ts'
import { pagePath, pageText } from '../src/page.ts'
import { rows } from '../src/rows.ts'

test('every fault is provoked here or proven by tests that exist', () => {
  const missing = rows.flatMap(({ id, proofs = [] }) =>
    proofs
      .filter(({ file, title }) => !readFileSync(join(root, file), 'utf8').includes(title))
      .map(({ file, title }) => `${id}: ${title} is not in ${file}`),
  )
  expect(missing).toEqual([])
  expect(rows.filter(({ run, proofs }) => run === undefined && proofs === undefined)).toEqual([])
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
})

test('each fault that is provoked has kept its promise, and the page says so', async () => {
  const outcomes = rows.flatMap(({ id, run }) => (run ? [{ id, outcome: knownOutcome(id) }] : []))
  expect(outcomes.filter(({ outcome }) => outcome === undefined || !isHeld(outcome))).toEqual([])
  // `pnpm faults B01 --write` writes it, or, where only words have changed, `vitest run -u faults/test/rows`.
  await expect(pageText()).toMatchFileSnapshot(pagePath)
})
