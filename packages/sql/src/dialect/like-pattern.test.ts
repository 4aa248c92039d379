import { expect, test } from 'vitest'
import { globPattern, likePattern } from './like-pattern.ts'

test('the star is the only wildcard in LIKE', () => {
  expect(likePattern('a_b%c\\d.*')).toBe('a\\_b\\%c\\\\d.%')
})

test('the star is the only wildcard in GLOB', () => {
  expect(globPattern('a?b[c]*')).toBe('a[?]b[[]c[]]*')
})
