import fc from 'fast-check'
import { expect, it } from 'vitest'
import { measure, wellFormed } from './text-measure.ts'

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('\0', '\n', '"', '\\', '\u2028', '\ud800', '\udc00', '🧾', 'é', 'a', '\u007f'),
  }),
)

it('is never less than the text’s size as JSON in UTF-8', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(measure(text).bytes).toBeGreaterThanOrEqual(Buffer.byteLength(JSON.stringify(wellFormed(text))))
    }),
    { numRuns: 2_000 },
  )
})

it('is exact for plain text', () => {
  for (const text of ['', 'plain', 'é', '請求書', '"quoted\\"'])
    expect(measure(text).bytes).toBe(Buffer.byteLength(JSON.stringify(text)))
})

it('calls clean what every database takes, and only that', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(measure(text).clean).toBe(text.isWellFormed() && !text.includes('\0'))
      expect(measure(wellFormed(text)).clean).toBe(true)
    }),
    { numRuns: 2_000 },
  )
})

it('leaves a clean text as it is, and is the same done twice', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const once = wellFormed(text)
      expect(wellFormed(once)).toBe(once)
      if (measure(text).clean) expect(once).toBe(text)
    }),
  )
})
