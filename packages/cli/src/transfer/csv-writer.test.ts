import { createDaybook } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { expect, test } from 'vitest'
import { createCsvWriter } from './csv-writer.ts'

const daybook = createDaybook({ store: createMemoryStore() })

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '＝1', '\u001b[2J', 'a\u202eb'])(
  'the cell %j is defused, and raw is as it is',
  async (note) => {
    const event = await daybook.log('noted', { note })
    const [safe, raw] = [createCsvWriter(), createCsvWriter({ raw: true })]
    expect(safe.lines([event])).not.toContain(`,${note},`)
    expect(safe.lines([event])).not.toMatch(/[^\P{Cc}\n]|\p{Cf}|,[=+\-@＝]/u)
    expect(safe.defused).toBe(2)
    expect(raw.lines([event])).toContain(note)
    expect(raw.defused).toBe(0)
  },
)

test('line breaks of a note stay, inside quotes', async () => {
  const event = await daybook.log('noted', { note: 'one\n=two, "three"' })
  expect(createCsvWriter().lines([event])).toContain(',"one\n=two, ""three""",')
})
