import { createDaybook, type Daybook, type DaybookEvent } from '@daybook/core'
import { createTypeormStore } from '@daybook/typeorm'
import type { DataSource } from 'typeorm'
import {
  addTransactionalDataSource,
  initializeTransactionalContext,
  Propagation,
  runInTransaction,
  StorageDriver,
} from 'typeorm-transactional'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { dialects, Invoice, openRig, type Rig } from './engines.ts'

initializeTransactionalContext({ storageDriver: StorageDriver.ASYNC_LOCAL_STORAGE })

// On SQLite the package itself cannot keep concurrent transactions apart: there is one connection.
describe.each(dialects.filter((dialect) => dialect !== 'sqlite'))('%s', (dialect) => {
  describe.each(['before', 'after'])('the DataSource becomes transactional %s the store is made', (when) => {
    let rig: Rig
    let daybook: Daybook
    let connectionName: string
    const heard: DaybookEvent[] = []
    beforeAll(async () => {
      rig = await openRig(dialect, (dataSource: DataSource) => {
        connectionName = `${dialect} ${when}`
        if (when === 'before') addTransactionalDataSource({ name: connectionName, dataSource })
      })
      if (when === 'after') addTransactionalDataSource({ name: connectionName, dataSource: rig.dataSource })
      daybook = createDaybook({ store: createTypeormStore(rig.dataSource) })
      daybook.on('eventLogged', (event) => heard.push(event))
    })
    afterAll(() => rig.close())
    beforeEach(async () => {
      heard.length = 0
      await rig.dataSource.query('DELETE FROM daybook_events')
      await rig.dataSource.query('DELETE FROM invoice')
    })

    const inTransaction = (work: () => Promise<unknown>, propagation = Propagation.REQUIRED) =>
      runInTransaction(work, { connectionName, propagation })
    const invoices = () => rig.dataSource.getRepository(Invoice)
    const actions = async () => (await daybook.find({ order: 'oldest' })).events.map(({ action }) => action)
    const told = () => heard.map(({ action }) => action)
    const fails = async () => {
      throw new Error('card declined')
    }

    test('what is logged in @Transactional code joins its transaction and is announced after the commit', async () => {
      await inTransaction(async () => {
        await invoices().save(new Invoice())
        await daybook.log('first')
        await inTransaction(() => daybook.log('second'))
        expect(told()).toEqual([])
        expect(await daybook.count()).toBe(2)
      })
      expect(told()).toEqual(['first', 'second'])
      expect(await actions()).toEqual(['first', 'second'])
      expect(await invoices().count()).toBe(1)
    })

    test('its rollback takes the event and the signal with it; an independent one stays', async () => {
      const failing = inTransaction(async () => {
        await invoices().save(new Invoice())
        await daybook.log('lost')
        await daybook.log('attempted', { tx: null })
        await fails()
      })
      await expect(failing).rejects.toThrow('card declined')
      await daybook.log('after')
      expect(told()).toEqual(['attempted', 'after'])
      expect(await actions()).toEqual(['attempted', 'after'])
      expect(await invoices().count()).toBe(0)
    })

    test('a transaction of its own inside one is another transaction', async () => {
      await inTransaction(async () => {
        await daybook.log('outer')
        await inTransaction(() => daybook.log('own'), Propagation.REQUIRES_NEW)
        expect(told()).toEqual(['own'])
        const lost = inTransaction(async () => {
          await daybook.log('lost')
          await fails()
        }, Propagation.REQUIRES_NEW)
        await expect(lost).rejects.toThrow('card declined')
        expect(told()).toEqual(['own'])
      })
      expect(told()).toEqual(['own', 'outer'])
      expect((await actions()).sort()).toEqual(['outer', 'own'])
    })
  })
})
