import { trackChanges } from '@daybook/sequelize'
import { literal, Op } from 'sequelize'
import { describe, expect, test, vi } from 'vitest'
import { openChanges, readsJson } from './changes-rig.ts'
import { engines } from './engines.ts'

const created = (id: string) => ['bill.created', id, expect.any(Object)]

describe.each(engines)('change capture on %s', (engine) => {
  if (readsJson(engine))
    test('an instance: what it was and what it is, by attribute, and only what changed', async () => {
      await using app = await openChanges(engine)
      const invoice = await app.invoices.create({
        number: 'a',
        amount: '10.50',
        meta: { a: { b: 1 } },
        due: '2026-01-02',
      })
      expect(await app.logged()).toEqual([
        [
          'bill.created',
          '1',
          {
            '/id': { after: 1 },
            '/number': { after: 'a' },
            '/status': { after: 'open' },
            '/amount': { after: expect.stringMatching(/^10\.50?$/) },
            '/meta': { after: { a: { b: 1 } } },
            '/paidAt': { after: null },
            '/due': { after: '2026-01-02' },
            '/isSent': { after: false },
            '/reminders': { after: 0 },
            '/deletedAt': { after: null },
          },
        ],
      ])
      await invoice.update({ status: 'paid', amount: 10.5, paidAt: new Date(1), meta: { a: { b: 2 } } })
      await invoice.save()
      await (await app.invoices.findByPk(1))?.update({ amount: '10.5', isSent: false })
      expect(await app.logged()).toEqual([
        [
          'bill.updated',
          '1',
          {
            '/status': { before: 'open', after: 'paid' },
            '/paidAt': { before: null, after: '1970-01-01T00:00:00.001Z' },
            '/meta/a/b': { before: 1, after: 2 },
          },
        ],
      ])
      const row = await app.invoices.findByPk(1, { raw: true })
      expect(invoice.dataValues).toMatchObject({ status: 'paid', meta: { a: { b: 2 } } })
      expect(row).toMatchObject({ status: 'paid' })
      await invoice.destroy()
      await invoice.restore()
      await invoice.destroy({ force: true })
      const [soft, back, gone] = await app.logged()
      expect([soft, back]).toEqual([
        ['bill.softDeleted', '1', { '/deletedAt': { before: null, after: expect.any(String) } }],
        ['bill.restored', '1', { '/deletedAt': { before: expect.any(String), after: null } }],
      ])
      expect(gone).toMatchObject([
        'bill.deleted',
        '1',
        { '/status': { before: 'paid' }, '/number': { before: 'a' } },
      ])
    })

  if (readsJson(engine))
    test('JSON that was changed in place, an expression, and an instance that was loaded in part', async () => {
      await using app = await openChanges(engine)
      const invoice = await app.invoices.create({ number: 'a', meta: { a: 1, list: [1] } })
      await app.logged()
      invoice.meta.list.push(2)
      invoice.changed('meta', true)
      await invoice.save()
      await invoice.update({ reminders: literal('reminders + 2') })
      const part = await app.invoices.findOne({ attributes: ['id'] })
      await part?.update({ status: 'sent' })
      expect(await app.logged()).toEqual([
        ['bill.updated', '1', { '/meta/list/1': { after: 2 } }],
        ['bill.updated', '1', { '/reminders': { before: 0, after: 2 } }],
        ['bill.updated', '1', { '/status': { before: 'open', after: 'sent' } }],
      ])
    })

  test('statements over many rows, with whatever hooks', async () => {
    await using app = await openChanges(engine)
    await app.invoices.bulkCreate([{ number: 'a' }, { number: 'b' }, { number: 'c' }])
    expect(await app.logged()).toEqual([created('1'), created('2'), created('3')])
    const where = { number: { [Op.in]: ['a', 'b'] } }
    await app.invoices.update({ status: 'sent' }, { where, hooks: false })
    await app.invoices.update({ status: 'sent' }, { where })
    await app.invoices.increment({ reminders: 2 }, { where })
    await app.invoices.decrement('reminders', { where: { number: 'b' } })
    expect(await app.logged()).toEqual([
      ['bill.updated', '1', { '/status': { before: 'open', after: 'sent' } }],
      ['bill.updated', '2', { '/status': { before: 'open', after: 'sent' } }],
      ['bill.updated', '1', { '/reminders': { before: 0, after: 2 } }],
      ['bill.updated', '2', { '/reminders': { before: 0, after: 2 } }],
      ['bill.updated', '2', { '/reminders': { before: 2, after: 1 } }],
    ])
    await app.invoices.destroy({ where: { number: 'a' } })
    await app.invoices.restore({ where: { number: 'a' } })
    await app.invoices.destroy({ where: { number: ['a', 'b'] }, force: true })
    expect((await app.logged()).map((each) => each.slice(0, 2))).toEqual([
      ['bill.softDeleted', '1'],
      ['bill.restored', '1'],
      ['bill.deleted', '1'],
      ['bill.deleted', '2'],
    ])
    await app.notes.create({ id: 7, text: 'x' })
    await app.notes.truncate()
    expect(await app.logged()).toMatchObject([
      ['note.created', '7', {}],
      ['note.deleted', '7', { '/text': { before: 'x' } }],
    ])
    expect(await app.notes.count()).toBe(0)
  }, 20_000)

  test('what inserts or updates: the row that was met, and the one that was made', async () => {
    await using app = await openChanges(engine)
    await app.invoices.create({ number: 'a' })
    await app.logged()
    await app.invoices.upsert({ number: 'a', status: 'sent' })
    await app.invoices.upsert({ number: 'a', status: 'sent' })
    await app.invoices.upsert({ number: 'b', status: 'new' })
    const [met, made, ...more] = await app.logged()
    expect(met).toEqual(['bill.upserted', '1', { '/status': { before: 'open', after: 'sent' } }])
    expect(made).toMatchObject(['bill.upserted', expect.any(String), { '/status': { after: 'new' } }])
    expect(more).toEqual([])
    await app.invoices.bulkCreate([{ number: 'a', status: 'late' }, { number: 'c' }], {
      updateOnDuplicate: ['status'],
    })
    expect(await app.logged()).toMatchObject([
      ['bill.upserted', '1', { '/status': { before: 'sent', after: 'late' } }],
      ['bill.upserted', expect.any(String), { '/number': { after: 'c' } }],
    ])
    await app.invoices.bulkCreate([{ number: 'a' }, { number: 'd' }], { ignoreDuplicates: true })
    expect(await app.logged()).toMatchObject([
      ['bill.created', expect.any(String), { '/number': { after: 'd' } }],
    ])
    await app.invoices.findOrCreate({ where: { number: 'e' } })
    await app.invoices.findOrCreate({ where: { number: 'e' } })
    expect(await app.logged()).toMatchObject([
      ['bill.created', expect.any(String), { '/number': { after: 'e' } }],
    ])
  })

  test('links of a many-to-many association, for the end that is tracked first', async () => {
    await using app = await openChanges(engine)
    const invoice = await app.invoices.create({ number: 'a' })
    const [x, y] = await app.tags.bulkCreate([
      { id: 1, name: 'x' },
      { id: 2, name: 'y' },
    ])
    await app.logged()
    const link = (id: string, side: string) => ({ [`/tags/${id}`]: { [side]: { type: 'Tag', id } } })
    await invoice.addTag(x)
    expect(await app.logged()).toEqual([['bill.linked', '1', link('1', 'after')]])
    await invoice.setTags([y])
    // It deletes and inserts at the same time, without a transaction of its own.
    const set = await app.logged()
    expect(set).toHaveLength(2)
    expect(set).toEqual(
      expect.arrayContaining([
        ['bill.unlinked', '1', link('1', 'before')],
        ['bill.linked', '1', link('2', 'after')],
      ]),
    )
    await x?.addInvoice(invoice)
    await invoice.removeTag(y)
    expect(await app.logged()).toEqual([
      ['bill.linked', '1', link('1', 'after')],
      ['bill.unlinked', '1', link('2', 'before')],
    ])
    const made = await app.invoices.create(
      { number: 'b', tags: [{ id: 3, name: 'z' }] },
      { include: ['tags'] },
    )
    expect((await app.logged()).map((each) => each.slice(0, 2))).toEqual([
      ['bill.created', String(made.id)],
      ['tag.created', '3'],
      ['bill.linked', String(made.id)],
    ])
  })

  test('a rolled-back change leaves no event, nor does that of a savepoint', async () => {
    await using app = await openChanges(engine)
    const failing = app.sequelize.transaction(async (transaction) => {
      await app.invoices.create({ number: 'a' }, { transaction })
      await app.invoices.update({ status: 'sent' }, { where: {}, transaction })
      throw new Error('declined')
    })
    await expect(failing).rejects.toThrow('declined')
    await app.sequelize.transaction(async (transaction) => {
      const inner = await app.sequelize.transaction({ transaction })
      await app.invoices.create({ number: 'b' }, { transaction: inner })
      await inner.rollback()
      await app.sequelize.transaction({ transaction }, (savepoint) =>
        app.invoices.create({ number: 'c' }, { transaction: savepoint }),
      )
      await app.tags.create({ id: 1 }, { transaction })
    })
    expect((await app.logged()).map(([action]) => action)).toEqual(['bill.created', 'tag.created'])
    expect(await app.invoices.count()).toBe(1)
  })

  test('statements of one transaction at once: each knows what the one before left', async () => {
    await using app = await openChanges(engine)
    await app.invoices.create({ number: 'a' })
    await app.logged()
    await app.sequelize.transaction(async (transaction) => {
      const once = () => app.invoices.increment('reminders', { where: { number: 'a' }, transaction })
      await Promise.all([once(), once()])
    })
    expect(await app.logged()).toEqual([
      ['bill.updated', '1', { '/reminders': { before: 0, after: 1 } }],
      ['bill.updated', '1', { '/reminders': { before: 1, after: 2 } }],
    ])
  })

  test('a write that joins no transaction is with its event, whatever becomes of the one around it', async () => {
    await using app = await openChanges(engine)
    const failing = app.sequelize.transaction(async () => {
      await app.invoices.create({ number: 'a' }, { transaction: null })
      throw new Error('declined')
    })
    await expect(failing).rejects.toThrow('declined')
    // All of its statements are on the one connection, and so in the transaction that is open there.
    const kept = engine === 'sqlite-memory' ? 0 : 1
    expect(await app.invoices.count()).toBe(kept)
    expect(await app.logged()).toHaveLength(kept)
  })

  test('what cannot be recorded is not written, and cannot be committed either', async () => {
    const when = () => {
      throw new Error('no record')
    }
    await using app = await openChanges(engine)
    app.stop()
    trackChanges(app.daybook, app.sequelize, { entities: [{ entity: app.invoices, when }] })
    await expect(app.invoices.create({ number: 'a' })).rejects.toThrow('no record')
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const swallowing = app.sequelize.transaction(async (transaction) => {
      await app.tags.create({ id: 1 }, { transaction })
      await app.invoices.create({ number: 'b' }, { transaction }).catch(() => undefined)
    })
    await expect(swallowing).rejects.toThrow('no record')
    warn.mockRestore()
    expect([await app.invoices.count(), await app.tags.count()]).toEqual([0, 0])
    await app.sequelize.transaction((transaction) => app.tags.create({ id: 2 }, { transaction }))
    expect(await app.tags.count()).toBe(1)
  })

  test('above the limit: one event that says which rows, or nothing at all', async () => {
    await using app = await openChanges(engine, { bulk: { rows: 2 }, redact: ['number'] })
    await app.invoices.bulkCreate([{ number: 'a' }, { number: 'b' }])
    await app.logged()
    await app.invoices.bulkCreate([{ number: 'c' }, { number: 'd' }, { number: 'e' }])
    await app.invoices.update({ status: 'sent' }, { where: { status: 'open', number: { [Op.ne]: 'x' } } })
    await app.invoices.destroy({ where: { reminders: { [Op.lt]: 1 } }, force: true })
    expect(await app.logged()).toEqual([
      ['bill.bulkCreated', { operation: 'create', bulk: true, count: 3 }],
      [
        'bill.bulkUpdated',
        {
          operation: 'update',
          bulk: true,
          count: 5,
          columns: ['status'],
          criteria: expect.anything(),
        },
      ],
      ['bill.bulkDeleted', { operation: 'delete', bulk: true, count: 5, criteria: { reminders: { lt: 1 } } }],
    ])
    const [update] = (await app.events()).filter(({ action }) => action === 'bill.bulkUpdated')
    expect(JSON.stringify(update?.data)).not.toContain('"x"')
    expect(JSON.stringify(update?.data)).toContain('"open"')
  })

  test('where it is to be refused, the statement does not run', async () => {
    await using app = await openChanges(engine, { bulk: { rows: 1, above: 'refuse' } })
    await app.invoices.create({ number: 'a' })
    await app.invoices.create({ number: 'b' })
    const refused = { code: 'DAYBOOK_BULK_REFUSED' }
    await expect(app.invoices.update({ status: 'x' }, { where: {} })).rejects.toMatchObject(refused)
    await expect(app.invoices.truncate()).rejects.toMatchObject(refused)
    await expect(app.invoices.bulkCreate([{}, {}])).rejects.toMatchObject(refused)
    expect(await app.invoices.count({ where: { status: 'open' } })).toBe(2)
  })

  test('it ends when it is told to, and knows its models', async () => {
    await using app = await openChanges(engine)
    const { insert } = app.sequelize.getQueryInterface() as unknown as { insert: unknown }
    app.stop()
    app.stop()
    expect((app.sequelize.getQueryInterface() as unknown as { insert: unknown }).insert).not.toBe(insert)
    await app.invoices.create({ number: 'a' })
    expect(await app.logged()).toEqual([])
    await using other = await openChanges(engine)
    expect(() => trackChanges(app.daybook, app.sequelize, { entities: [other.invoices] })).toThrow(
      expect.objectContaining({ code: 'DAYBOOK_UNKNOWN_ENTITY' }),
    )
  })
})
