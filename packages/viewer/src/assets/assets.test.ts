import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { assets } from './assets.ts'

const gzipped = ({ body }: { readonly body: string }) => gzipSync(body).length

test('L17: script at most 40 kB, style at most 15 kB, as they travel', () => {
  expect(gzipped(assets.script) + gzipped(assets.early)).toBeLessThan(40_000)
  expect(gzipped(assets.style)).toBeLessThan(15_000)
})

test('L13, K21: the script evaluates nothing, asks nobody else, and has no way to write HTML', () => {
  expect(assets.script.body).not.toMatch(
    /\beval\b|Function\(|innerHTML|outerHTML|insertAdjacentHTML|document\.write|https?:\/\/(?!www\.w3\.org\/2000\/svg)/,
  )
})
