import assert from 'node:assert/strict'
import { isDaybookError, type StorageError } from '@daybook/core'
import { idsOf, sampleEvent, sampleEvents } from '../data/sample-event.ts'
import { allEvents, shuffled } from '../kit/reading.ts'
import { storeCase } from '../kit/store-case.ts'

/** What `append` says, leaves alone and throws. */
export const appendAnswers = [
  storeCase('A8', 'the events that are passed stay as they are', async ({ store }) => {
    const make = () =>
      shuffled(sampleEvents(5, (n) => ({ data: { n, none: null } }))).map((each) => ({ ...each }))
    const passed = make()
    await store.append(passed)
    assert.deepEqual(passed, make())
  }),

  storeCase('A9', '`recordedAt` is what is stored, by a clock that goes forward', async ({ store }) => {
    const first = await store.append([sampleEvent(0)])
    const second = await store.append([sampleEvent(1)])
    assert.deepEqual(
      (await allEvents(store)).map(({ recordedAt }) => recordedAt),
      [first.recordedAt, second.recordedAt],
    )
    assert.ok(first.recordedAt <= second.recordedAt, 'the second was recorded before the first')
    const hour = 3_600_000
    assert.ok(Math.abs(Date.now() - first.recordedAt.getTime()) < hour, 'recordedAt is in another time zone')
  }),

  storeCase(
    'E1',
    'what the database refuses is thrown as a StorageError with its own error as cause',
    async ({ store }) => {
      const refused = sampleEvent(0, { action: null as unknown as string })
      const failure: unknown = await store.append([refused]).then(
        () => undefined,
        (error: unknown) => error,
      )
      // A store that refuses nothing has kept it.
      if (failure === undefined) return void assert.deepEqual(idsOf(await allEvents(store)), [refused.id])
      assert.ok(isDaybookError(failure), `not a DaybookError: ${String(failure)}`)
      const { poison, retryable, cause } = failure as StorageError
      assert.deepEqual({ poison, retryable }, { poison: true, retryable: false })
      assert.ok(cause !== undefined, 'without the native error as cause')
    },
  ),
]
