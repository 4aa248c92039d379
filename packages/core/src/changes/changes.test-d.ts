import { expectTypeOf, it } from 'vitest'
import { defineEvents } from '../catalog/define-events.ts'
import type { Daybook } from '../daybook/daybook.ts'
import type { BackfillLog } from './backfill.ts'
import type { TrackOptions } from './change-options.ts'
import type { ChangeLog } from './change-recorder.ts'
import { changesOf } from './changes-of.ts'
import type { HistoryReader } from './state-at.ts'

interface Transaction {
  readonly commit: () => Promise<void>
}

interface OtherTransaction {
  readonly manager: object
}

class Invoice {
  id = 1
}

const events = defineEvents({ 'invoice.updated': { target: 'Invoice' } })

type Plain = Daybook
type Transacting = Daybook<typeof events, { readonly Invoice: Invoice }, Transaction>

it('every daybook is a log of changes, of its own transactions', () => {
  expectTypeOf<Plain>().toExtend<ChangeLog<never>>()
  expectTypeOf<Transacting>().toExtend<ChangeLog<Transaction>>()
  expectTypeOf<Transacting>().not.toExtend<ChangeLog<OtherTransaction>>()
})

it('every daybook can be read back and filled', () => {
  expectTypeOf<Plain>().toExtend<HistoryReader & BackfillLog>()
  expectTypeOf<Transacting>().toExtend<HistoryReader & BackfillLog>()
})

it('changesOf is what log() takes', () => {
  const daybook = {} as Plain
  void daybook.log('invoice.updated', { changes: changesOf({ a: 1 }, { a: 2 }) })
})

it('an entity is named alone or with its rules', () => {
  expectTypeOf<{ entities: [typeof Invoice, { entity: typeof Invoice; only: ['id'] }] }>().toExtend<
    TrackOptions<typeof Invoice>
  >()
})
