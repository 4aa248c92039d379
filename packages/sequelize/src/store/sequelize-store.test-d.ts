import { createDaybook, type EventStore } from '@daybook/core'
import { DataTypes, Model, type Sequelize, type Transaction } from 'sequelize'
import { describe, expectTypeOf, it } from 'vitest'
import {
  createEventModel,
  createSequelizeStore,
  type EventEntity,
  type SequelizeTransaction,
} from '../index.ts'

class Invoice extends Model {
  declare id: number
}
class Stranger {
  readonly name = ''
}
interface EntityManager {
  readonly queryRunner?: object
  query(sql: string): Promise<unknown>
}
declare const sequelize: Sequelize
declare const transaction: Transaction
declare const manager: EntityManager

const store = createSequelizeStore(sequelize, { references: { Bill: Invoice } })
const daybook = createDaybook({ store })

describe('createSequelizeStore', () => {
  it("takes the app's Sequelize, and its Transaction as `tx`", () => {
    expectTypeOf(store).toEqualTypeOf<EventStore<SequelizeTransaction, { readonly Bill: Invoice }>>()
    expectTypeOf<Transaction>().toExtend<SequelizeTransaction>()
    void daybook.log('x', { tx: transaction })
    void daybook.log('x', { tx: null })
    void daybook.within(transaction).log('x')
  })

  it('refuses the transaction of another ORM, and what is none', () => {
    // @ts-expect-error TypeORM's
    void daybook.log('x', { tx: manager })
    // @ts-expect-error the instance itself
    void daybook.log('x', { tx: sequelize })
    // @ts-expect-error a model's instance
    void daybook.log('x', { tx: new Invoice() })
  })

  it('knows the models that are registered', () => {
    void daybook.log('x', { target: new Invoice(), actor: { type: 'User', id: 1 } })
    // @ts-expect-error not among `references`
    void daybook.log('x', { target: new Stranger() })
    // @ts-expect-error a key is a model
    createSequelizeStore(sequelize, { references: { Bill: DataTypes.TEXT.key } })
  })
})

describe('createEventModel', () => {
  it('is a model of the columns', async () => {
    const row = await createEventModel(sequelize, { table: 'trail' }).findOne({ where: { action: 'x' } })
    expectTypeOf(row?.occurredAt).toEqualTypeOf<Date | undefined>()
    expectTypeOf(row?.get()).toEqualTypeOf<EventEntity | undefined>()
  })
})
