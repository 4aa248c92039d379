import { trackChanges } from '@daybook/typeorm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ChangesRig, Customer, Order, openChangesRig } from './changes-rig.ts'
import { dialects } from './engines.ts'

// On TypeORM 1 alone: the save() of 0.3 itself loads them.
describe.each(dialects)('%s', (dialect) => {
  let rig: ChangesRig
  beforeAll(async () => {
    rig = await openChangesRig(dialect)
  })
  afterAll(() => rig.close())

  test('a lazy relation is not loaded, and the saved object has what it would have without capture', async () => {
    const orders = rig.dataSource.getRepository(Order)
    const ada = await rig.dataSource.getRepository(Customer).save({ name: 'Ada' })
    const { id } = await orders.save({ payer: Promise.resolve(ada) } as object)
    const saving = async (weight: number) => {
      const order = await orders.findOneByOrFail({ id })
      rig.statements.length = 0
      order.weight = weight
      await orders.save(order)
      return [Object.getOwnPropertyNames(order), rig.statements.filter((sql) => /^SELECT .* FROM/.test(sql))]
    }
    const untracked = await saving(6)
    trackChanges(rig.daybook, rig.dataSource, { entities: [Order], only: ['weight'] })
    expect(await saving(7)).toEqual(untracked)
    const [event] = await rig.events()
    expect(event?.changes).toEqual({ '/weight': { before: 6, after: 7 } })
  })
})
