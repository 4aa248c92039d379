import assert from 'node:assert/strict'
import { type Condition, createDaybook, type EventFilter, type FindFilter } from '@daybook/core'
import { createMemoryStore, matchesFilter } from '@daybook/core/memory'
import { parseQuery } from '@daybook/core/query'
import { hostileEvents, hostileWords } from '../data/hostile-events.ts'
import { idsOf } from '../data/sample-event.ts'
import { foundIds, shuffled } from '../kit/reading.ts'
import { type StoreCase, storeCase } from '../kit/store-case.ts'

const words = hostileWords.filter(Boolean)
const perWord = (make: (word: string) => readonly FindFilter[]) => words.flatMap(make)

/** The filters of one condition, found by the store and by memory. */
function queryCase(id: string, title: string, filters: readonly FindFilter[]): StoreCase {
  return storeCase(id, title, async ({ store, daybook }) => {
    await store.append(shuffled(hostileEvents))
    const memoryStore = createMemoryStore()
    await memoryStore.append(hostileEvents)
    const memory = createDaybook({ store: memoryStore })
    for (const filter of filters) {
      const found = await daybook.find({ ...filter, limit: 1_000 })
      const expected = await memory.find({ ...filter, limit: 1_000 })
      assert.deepEqual(idsOf(found.events), idsOf(expected.events), `found by ${said(filter)}`)
    }
  })
}

/** The same for conditions as the port has them. */
function conditionCase(id: string, title: string, filters: readonly EventFilter[]): StoreCase {
  return storeCase(id, title, async ({ store }) => {
    await store.append(shuffled(hostileEvents))
    for (const filter of filters)
      assert.deepEqual(
        await foundIds(store, filter, 'oldest'),
        idsOf(hostileEvents.filter((event) => matchesFilter(event, filter))),
        `found by ${said(filter)}`,
      )
  })
}

const said = (filter: unknown) =>
  JSON.stringify(filter, (_, value) => (value === undefined ? 'undefined' : value))
const since = (minute: number) => new Date(1_700_000_000_000 + minute * 60_000)
const where = (condition: Condition): EventFilter => ({ conditions: [condition] })

const everyCondition: readonly Condition[] = [
  { field: 'id', values: idsOf(hostileEvents).slice(3, 6) },
  { field: 'action', values: ['invoice.paid', '*x*'] },
  { field: 'outcome', values: ['denied'] },
  { field: 'actor', values: [{ type: 'User' }] },
  { field: 'target', values: [{ type: 'Invoice', id: '3' }] },
  { field: 'tenant', values: ['acme'] },
  { field: 'requestId', values: ['r:1', 'r:2'] },
  { field: 'traceId', values: ['1'.repeat(32)] },
  { field: 'ip', values: ['192.0.2.1'] },
  { field: 'version', values: [{ from: 2 }] },
  { field: 'statusCode', values: [{ from: 300, to: 400 }] },
  { field: 'durationMs', values: [{ to: 20.5 }] },
  { field: 'data', path: ['amount'], values: [3, '4'] },
  { field: 'data', path: ['extra'], values: [] },
  { field: 'context', path: ['where'], values: ['paid'] },
  { field: 'changes', path: '/status' },
  { field: 'changes', path: '/nested/amount', from: 2 },
  { field: 'text', values: ['paid', '100%'] },
]

/** Every condition of the query model finds what `matchesFilter` says, on hostile data. */
export const queryConditions: readonly StoreCase[] = [
  queryCase('Q1', 'action: exact and with patterns, letters as they are', [
    ...perWord((word) => [{ action: `*${word}*` }, { action: `invoice.${word}` as '*' }]),
    { action: 'invoice.*' },
    { action: 'INVOICE.*' },
    { action: 'invoice?paid' },
    { action: '*PAID' },
    { action: ['invoice.paid', '*.x'] },
  ]),
  queryCase('Q2', 'outcome: one, or any of several', [
    { outcome: 'success' },
    { outcome: ['failure', 'denied'] },
  ]),
  queryCase('Q3', 'actor: type, id, both, and the start of any part', [
    ...perWord((word) => [
      { actor: { type: 'User', id: word } },
      { actor: { id: word } },
      { actor: { prefix: word.slice(0, 3) } },
    ]),
    { actor: { type: 'service' } },
    { actor: { type: 'user' } },
    {
      actor: [
        { type: 'User', id: 'paid' },
        { type: 'service', id: 'PAID' },
      ],
    },
  ]),
  queryCase('Q4', 'target: type, id, both, and the start of any part', [
    ...perWord((word) => [{ target: { prefix: word.toLowerCase() } }]),
    { target: { type: 'Invoice' } },
    { target: { type: 'Invoice', id: 4 } },
    { target: [{ type: 'Order' }, { type: 'Invoice', id: 4 }] },
    { target: { id: '4' } },
  ]),
  queryCase('Q5', 'data: values at paths, with their JSON types', [
    ...perWord((word) => [{ data: { word } }, { data: { 'list.1.deep': word } }]),
    { data: { amount: 3 } },
    { data: { amount: '3' } },
    { data: { text: '3' } },
    { data: { text: [3, '4'] } },
    { data: { flag: true } },
    { data: { flag: 1 } },
    { data: { none: null } },
    { data: { 'extra.a"b': 1 } },
    { data: { 'list.0': 2, amount: [2, 6] } },
    { data: { missing: null } },
  ]),
  queryCase('Q6', 'data: whether anything is at a path', [
    { data: { none: undefined } },
    { data: { extra: undefined } },
    { data: { missing: undefined } },
    { not: { data: { extra: undefined } } },
  ]),
  queryCase('Q7', 'context: values at paths', [
    ...perWord((word) => [{ context: { where: [word, 'other'] } }]),
  ]),
  queryCase('Q8', 'changes: a field, what it was and what it became', [
    ...perWord((word) => [{ changed: { field: 'status', to: word } }]),
    { changed: 'status' },
    { changed: '/nested/amount' },
    { changed: { field: 'nested.amount', from: 2 } },
    { changed: { field: 'nested.amount', to: null } },
    { changed: { field: 'added', from: null } },
    { changed: { field: 'added', to: true } },
    { not: { changed: 'status' } },
  ]),
  queryCase('Q9', 'text: anywhere, ASCII letters in either case', [
    ...perWord((word) => [{ text: word }, { not: { text: word } }]),
    { text: 'INVOICE' },
    { text: 'ünïcode' },
    { text: ['100%', "o'h"] },
  ]),
  queryCase('Q10', 'version, statusCode and durationMs: ranges with open and closed ends', [
    { statusCode: 500 },
    { statusCode: [{ from: 400 }, { to: 200 }] },
    { not: { statusCode: { from: 300, to: 400 } } },
    { durationMs: { from: 10, to: 20.5 } },
    { durationMs: {} },
    { version: 1 },
    { version: [1, { from: 3 }] },
  ]),
  queryCase('Q11', 'requestId, traceId and ip: exact', [
    { requestId: 'r:1' },
    { requestId: ['r:2', 'R:3'] },
    { traceId: '1'.repeat(32) },
    { ip: ['192.0.2.1', '192.0.2.4'] },
  ]),
  conditionCase('Q12', 'tenant: one, none, any', [
    { tenant: 'acme', conditions: [] },
    { tenant: 'ACME', conditions: [] },
    { tenant: null, conditions: [] },
    { conditions: [] },
    where({ field: 'tenant', values: ['acme'] }),
    where({ field: 'tenant', values: ['', 'other'] }),
  ]),
  conditionCase('Q13', 'since is inclusive and until is not, to the millisecond', [
    { since: since(5), conditions: [] },
    { until: since(5), conditions: [] },
    { since: since(5), until: since(8), conditions: [] },
    { since: new Date(since(5).getTime() + 1), until: new Date(since(8).getTime() + 1), conditions: [] },
    { since: since(8), until: since(5), conditions: [] },
    { since: since(0), until: since(180), tenant: 'acme', conditions: [] },
  ]),
  conditionCase('Q14', 'every condition alone', everyCondition.map(where)),
  conditionCase(
    'Q15',
    '`not` turns a condition round, and an absent field passes it',
    everyCondition.map((condition) => where({ ...condition, not: true })),
  ),
  conditionCase('Q16', 'all conditions of a filter must hold', [
    ...everyCondition.slice(1).map((condition, index) => ({
      tenant: 'acme',
      since: since(20),
      conditions: [condition, { ...(everyCondition[index] as Condition), not: true }],
    })),
    {
      conditions: [
        { field: 'outcome', values: ['denied'] },
        { field: 'outcome', values: ['failure'] },
      ],
    },
  ]),
  queryCase('Q17', 'what a query text says', [
    { tenant: 'acme', outcome: 'denied', data: { flag: true } },
    parseQuery('actor:User:paid -outcome:success,failure').filter,
    parseQuery('data.amount:3 changed:status to:paid').filter,
    parseQuery('"quo\\"te" since:2023-11-14 until:2023-11-15').filter,
  ]),
]
