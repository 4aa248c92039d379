import { expect, test } from 'vitest'
import { subjectToken } from './subject-token.ts'

test.each([
  ['invoice.paid', 'invoice.paid'],
  ['CREATED_FOO_WIDGET', 'CREATED_FOO_WIDGET'],
  ['Login Failed', 'Login_Failed'],
  ['a.*.>', 'a._._'],
  ['.a..b.', '_.a._.b._'],
  ['\u00a0\u2028', '__'],
])('%j becomes %j', (action, token) => {
  expect(subjectToken(action)).toBe(token)
})
