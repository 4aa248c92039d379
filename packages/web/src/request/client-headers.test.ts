import { expect, it } from 'vitest'
import { hostOf, languageOf, refererOf } from './client-headers.ts'

it.each([
  ['de-CH,de;q=0.9', 'de-CH'],
  [' en ', 'en'],
  ['fr;q=0.5', 'fr'],
  ['*', undefined],
  ['<img>', undefined],
  ['x'.repeat(100), undefined],
  [undefined, undefined],
])('takes of the languages %j the first tag, %j', (header, language) => {
  expect(languageOf(header)).toBe(language)
})

it.each([
  ['https://shop.example/cart?token=s3cret#x', 'https://shop.example/cart'],
  ['https://ada:s3cret@shop.example/', 'https://shop.example/'],
  ['javascript:alert(1)', undefined],
  ['/relative', undefined],
  [undefined, undefined],
])('takes of the referer %j its origin and path, %j', (header, referer) => {
  expect(refererOf(header)).toBe(referer)
})

it.each([
  ['shop.example', 'shop.example'],
  ['[::1]', '[::1]'],
  ['2001:db8::1', '2001:db8::1'],
  ['<img src=x>', undefined],
  ['', undefined],
])('takes the host %j as %j', (host, taken) => {
  expect(hostOf(host)).toBe(taken)
})
