import { expect, test } from 'vitest'
import { isAllowed } from './access.ts'

test.each([{}, { tenant: 'acme' }, { tenant: null }, Object.create(null)])(
  '%o opens the viewer',
  (access) => {
    expect(isAllowed(access)).toBe(true)
  },
)

test.each([
  [null],
  [undefined],
  [true],
  ['admin'],
  [1],
  [[]],
  [() => ({})],
  [Promise.resolve(null)],
  [new Date()],
  [new Map()],
  [{ tenant: undefined }],
  [{ tenant: 7 }],
  [{ tenant: ['acme'] }],
])('%o does not', (access) => {
  expect(isAllowed(access)).toBe(false)
})
