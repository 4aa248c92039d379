import assert from 'node:assert/strict'
import { storeCase } from '../kit/store-case.ts'

/** Texts are compared as they are, and never become part of a statement. */
export const valuesStayValues = [
  storeCase('D2', 'actors that differ in case, accents or a trailing space are four', async ({ daybook }) => {
    const ids = ['evt-abc', 'evt-ABC', 'evt-ábc', 'evt-abc ']
    for (const id of ids) await daybook.log('x', { actor: { type: 'User', id } })
    for (const id of ids) assert.equal(await daybook.count({ actor: { type: 'User', id } }), 1, `of "${id}"`)
  }),

  storeCase('D4', 'strings that look like SQL are values', async ({ daybook }) => {
    await daybook.log('x', { actor: { type: 'User', id: 1 } })
    for (const evil of [
      "' OR 1=1--",
      '"; DROP TABLE daybook_events; --',
      '\\',
      '$1',
      '%',
      '_',
      '/**/',
      '?',
      ':a',
    ]) {
      assert.equal(await daybook.count({ action: evil as '*' }), 0)
      assert.equal(await daybook.count({ actor: { type: evil, id: evil }, requestId: evil, ip: evil }), 0)
      assert.equal(await daybook.count({ tenant: evil, data: { [evil]: evil }, text: evil }), 0)
    }
    assert.equal(await daybook.count(), 1)
  }),
]
