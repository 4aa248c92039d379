import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../scripts/run-command.mjs'
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

test('whatever is left to the soak is proven by tests as well', () => {
  expect(rows.filter(({ isSoak, proofs }) => isSoak && proofs === undefined)).toEqual([])
})
