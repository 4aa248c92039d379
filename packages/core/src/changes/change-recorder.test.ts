import { describe, expect, it } from 'vitest'
import { createDaybook } from '../daybook/create-daybook.ts'
import { createMemoryStore } from '../store/memory-store.ts'
import { backfill } from './backfill.ts'
import { type ChangeRecorder, createChangeRecorder, type RecorderOptions } from './change-recorder.ts'
import { revert } from './revert.ts'
import type { RowChange } from './row-change.ts'
import { stateAt } from './state-at.ts'

const plain = (value: unknown) => JSON.parse(JSON.stringify(value))

function open(options: Partial<RecorderOptions> = {}) {
  const daybook = createDaybook({ store: createMemoryStore() })
  const recorder: ChangeRecorder<never> = createChangeRecorder(daybook, {
    entities: [{ type: 'Invoice' }],
    ...options,
  })
  const events = async () => (await daybook.find({ order: 'oldest' })).events
  const only = async () => {
    const [event, ...others] = await events()
    expect(others).toEqual([])
    return event
  }
  return { daybook, recorder, events, only }
}

const row = { id: 1, status: 'open', total: '1.50' }
const of = (change: Partial<RowChange> & Pick<RowChange, 'operation'>): RowChange => ({
  type: 'Invoice',
  id: '1',
  ...change,
})
const update = of({ operation: 'update', before: row, after: { status: 'paid' } })

describe('record', () => {
  it('says who changed what of which row', async () => {
    const { daybook, recorder, only } = open()
    await daybook.withActor({ type: 'User', id: 7 }, () => recorder.record([update], null))
    expect(await only()).toMatchObject({
      action: 'invoice.updated',
      actor: { type: 'User', id: '7' },
      target: { type: 'Invoice', id: '1' },
      changes: { '/status': { before: 'open', after: 'paid' } },
      data: { operation: 'update', atomic: false },
    })
  })

  it('names each operation', async () => {
    const { recorder, events } = open()
    await recorder.record(
      [
        of({ operation: 'create', after: row }),
        update,
        of({ operation: 'upsert', before: row, after: { status: 'void' } }),
        of({ operation: 'softDelete', before: row, after: { deletedAt: new Date(0) } }),
        of({ operation: 'restore', before: row, after: {} }),
        of({ operation: 'link', relation: 'tags', other: { type: 'Tag', id: '7' } }),
        of({ operation: 'unlink', relation: 'tags', other: { type: 'Tag', id: '7' } }),
        of({ operation: 'delete', before: row }),
      ],
      null,
    )
    expect((await events()).map(({ action }) => action)).toEqual(
      ['created', 'updated', 'upserted', 'softDeleted', 'restored', 'linked', 'unlinked', 'deleted'].map(
        (verb) => `invoice.${verb}`,
      ),
    )
    expect((await events()).map(({ changes }) => changes).slice(5, 7)).toEqual([
      { '/tags/7': { after: { type: 'Tag', id: '7' } } },
      { '/tags/7': { before: { type: 'Tag', id: '7' } } },
    ])
  })

  it('leaves no event where nothing changed that anybody looks at', async () => {
    const { recorder, events } = open({
      except: ['total'],
      entities: [{ type: 'Invoice', rules: { except: ['note'] } }],
    })
    await recorder.record(
      [
        of({ operation: 'update', before: row, after: row }),
        of({ operation: 'update', before: row, after: { total: '2', note: 'x' } }),
        of({ operation: 'upsert', before: row, after: { ...row } }),
        { ...update, type: 'Untracked' },
      ],
      null,
    )
    expect(await events()).toEqual([])
  })

  it('says only what became of a field that the before-image lacks', async () => {
    const { recorder, only } = open()
    await recorder.record([{ ...update, before: { id: 1 }, complete: false }], null)
    expect(await only()).toMatchObject({
      changes: { '/status': { after: 'paid' } },
      data: { complete: false },
    })
  })

  it('hides values on both sides, in snapshots and in criteria', async () => {
    const { recorder, events } = open({ redact: ['status'], snapshot: true })
    await recorder.record([update], null)
    const criteria = { and: [{ status: 'open' }, { total: 1 }] }
    await recorder.summarise(
      { operation: 'update', type: 'Invoice', criteria, count: 3, columns: ['status'] },
      null,
    )
    const hidden = { $daybook: 'redacted' }
    const [one, many] = (await events()).map(plain)
    expect(one.changes).toEqual({ '/status': { before: hidden, after: hidden } })
    expect(one.data.snapshot).toEqual({ id: 1, status: hidden, total: '1.50' })
    expect(many).toMatchObject({
      action: 'invoice.bulkUpdated',
      target: { type: 'Invoice', id: null },
      data: {
        bulk: true,
        count: 3,
        columns: ['status'],
        criteria: { and: [{ status: hidden }, { total: 1 }] },
      },
    })
  })

  it('asks the rules: condition, label, action, transformers', async () => {
    const { recorder, only } = open({
      entities: [
        {
          type: 'Invoice',
          rules: {
            when: ({ operation }) => operation === 'update',
            label: ({ total }) => `Invoice over ${total}`,
            action: ({ operation, type, bulk }) => `${type}:${operation}:${bulk}`,
            fields: { status: (value) => String(value).toUpperCase() },
          },
        },
      ],
    })
    await recorder.record([of({ operation: 'delete', before: row }), update], null)
    expect(await only()).toMatchObject({
      action: 'Invoice:update:false',
      target: { name: 'Invoice over 1.50' },
      changes: { '/status': { before: 'OPEN', after: 'PAID' } },
    })
  })

  it('rejects with what a rule throws', async () => {
    const failure = new Error('as it is')
    const when = () => {
      throw failure
    }
    const { recorder, events } = open({ entities: [{ type: 'Invoice', rules: { when } }] })
    await expect(recorder.record([update], null)).rejects.toBe(failure)
    expect(await events()).toEqual([])
  })

  it('refuses large statements where the app chose so', () => {
    const statement = { type: 'Invoice', operation: 'update' } as const
    const { recorder } = open({ bulk: { rows: 5, above: 'refuse' } })
    expect(recorder.bulkRows).toBe(5)
    expect(() => recorder.assertBulkAllowed(statement)).toThrow(
      expect.objectContaining({ code: 'DAYBOOK_BULK_REFUSED' }),
    )
    expect(() => open().recorder.assertBulkAllowed(statement)).not.toThrow()
  })

  it('a value of the row that looks like a mark is none', async () => {
    const { recorder, only } = open()
    await recorder.record([{ ...update, after: { status: { $daybook: 'redacted' } } }], null)
    expect((await only())?.changes).toEqual({
      '/status': { before: 'open', after: { $$daybook: 'redacted' } },
    })
  })
})

describe('stateAt', () => {
  const invoice = { type: 'Invoice', id: '1' }

  it('folds a history up to each of its events', async () => {
    const { daybook, recorder, events } = open()
    await recorder.record([of({ operation: 'create', after: { ...row, meta: { tags: ['a'] } } })], null)
    await recorder.record(
      [{ ...update, before: { ...row, meta: { tags: ['a'] } }, after: { meta: { tags: ['b', 'a'] } } }],
      null,
    )
    await recorder.record(
      [of({ operation: 'link', relation: 'tags', other: { type: 'Tag', id: '7' } })],
      null,
    )
    await recorder.record([of({ operation: 'delete', before: row })], null)
    const states = await Promise.all((await events()).map((event) => stateAt(daybook, invoice, event)))
    expect(states.map(({ values }) => values)).toEqual([
      { ...row, meta: { tags: ['a'] } },
      { ...row, meta: { tags: ['b', 'a'] } },
      { ...row, meta: { tags: ['b', 'a'] } },
      undefined,
    ])
    expect(states.map(({ complete }) => complete)).toEqual([true, true, true, true])
    expect(states[2]?.links).toEqual({ tags: [{ type: 'Tag', id: '7' }] })
    const before = new Date((states[0]?.lastEvent?.occurredAt.getTime() ?? 0) - 1)
    expect(await stateAt(daybook, invoice, before)).toMatchObject({ values: undefined, lastEvent: null })
  })

  it('says where the history is incomplete', async () => {
    const { daybook, recorder } = open({ redact: ['status'] })
    await recorder.record([{ ...update, after: { status: 'paid', total: '2' } }], null)
    expect(await stateAt(daybook, invoice, new Date(Date.now() + 1_000))).toMatchObject({
      values: { total: '2' },
      complete: false,
      unknown: ['/status'],
    })
    await recorder.record([of({ operation: 'create', after: row })], null)
    expect(await stateAt(daybook, invoice, new Date(Date.now() + 1_000))).toMatchObject({ complete: true })
    await recorder.summarise({ operation: 'update', type: 'Invoice', columns: ['total'] }, null)
    expect(await stateAt(daybook, invoice, new Date(Date.now() + 1_000))).toMatchObject({ complete: false })
  })
})

describe('revert', () => {
  it('prepares what would undo a change', async () => {
    const { daybook, recorder, events } = open()
    await recorder.record(
      [of({ operation: 'create', after: row }), update, of({ operation: 'delete', before: row })],
      null,
    )
    const [created, updated, deleted] = (await events()).map(revert)
    expect(created).toMatchObject({ operation: 'delete', unknown: [] })
    expect(updated).toEqual({
      operation: 'update',
      target: { type: 'Invoice', id: '1' },
      changes: { '/status': { before: 'paid', after: 'open' } },
      values: { status: 'open' },
      unknown: [],
    })
    expect(deleted).toMatchObject({ operation: 'create', values: row })
    expect((await daybook.find()).events).toHaveLength(3)
  })

  it('says what nobody knows any more', async () => {
    const { recorder, events } = open({ redact: ['status'] })
    await recorder.record([update], null)
    await recorder.record(
      [of({ operation: 'update', before: {}, after: { total: '2' }, complete: false })],
      null,
    )
    expect((await events()).map((event) => revert(event).unknown)).toEqual([['/status'], ['/total']])
  })

  it('refuses what is no change of one row', async () => {
    const { daybook, recorder, only } = open()
    await recorder.summarise({ operation: 'delete', type: 'Invoice' }, null)
    const summary = await only()
    const remark = await daybook.log('invoice.viewed', { target: { type: 'Invoice', id: 1 } })
    for (const event of [summary, remark])
      expect(() => revert(event as never)).toThrow(
        expect.objectContaining({ code: 'DAYBOOK_NOT_REVERTIBLE' }),
      )
  })
})

describe('backfill', () => {
  const at = new Date('2026-01-01T00:00:00.000Z')
  const rows = Array.from({ length: 7 }, (_, index) => ({ id: index + 1, name: `n${index}`, secret: 'x' }))
  async function* source(changed?: object) {
    for (const each of rows) yield changed && each.id === 3 ? { ...each, ...changed } : each
  }

  it('writes each row once, in batches, and tells nobody else', async () => {
    const { daybook } = open()
    const heard: unknown[] = []
    daybook.on('eventLogged', (event) => heard.push(event))
    const progress: unknown[] = []
    const options = { type: 'Invoice', at, label: 'name', except: ['secret'], batch: 3 }
    const onProgress = (each: unknown) => progress.push(each)
    expect(await backfill(daybook, source(), { ...options, onProgress })).toEqual({ written: 7, skipped: 0 })
    expect(progress).toEqual([3, 6, 7].map((written) => ({ written, skipped: 0 })))
    expect(await backfill(daybook, source({ name: 'other' }), options)).toEqual({ written: 6, skipped: 1 })
    expect(await daybook.count()).toBe(7)
    expect(heard).toEqual([])
    const state = await stateAt(daybook, { type: 'Invoice', id: '3' }, new Date())
    expect(state).toMatchObject({ values: { id: 3, name: 'n2' }, complete: true })
    expect(state.lastEvent).toMatchObject({
      action: 'invoice.snapshot',
      target: { name: 'n2' },
      occurredAt: at,
    })
  })

  it('rejects with what the source or the store says', async () => {
    const { daybook } = open()
    const broken = async function* () {
      yield { id: 1 }
      throw new Error('no more pages')
    }
    await expect(backfill(daybook, broken(), { type: 'Invoice', at })).rejects.toThrow('no more pages')
    await expect(backfill(daybook, [{ id: {} }], { type: '', at })).rejects.toMatchObject({
      code: 'DAYBOOK_INVALID_FIELD',
    })
  })
})
