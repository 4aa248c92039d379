import { equal, rejects } from 'node:assert/strict'
import { createDaybook, type EventStore } from '@daybook/core'
import type { Adapter } from '../app-options.ts'
import type { Bench, FaultRow, Finding } from '../fault-row.ts'
import { isLive } from '../is-live.ts'
import { select, storedEvents } from '../judge.ts'
import { openRig } from '../open-rig.ts'
import { dieInListeners } from './dying-listeners.ts'
import { deferInTransactions } from './held-for-commit.ts'

const cases = 'packages/store-kit/src/cases'
const faults = 'scripts/test-faults.mjs'

/** C: transactions. */
export const transactions: readonly FaultRow[] = [
  {
    id: 'C01',
    title: 'A transaction is rolled back after `log()`',
    promise: 'No event and no signal of it are left.',
    proofs: [
      {
        file: `${cases}/transaction-joins.ts`,
        title: 'a transaction that rejects leaves no event and no signal',
      },
      {
        file: faults,
        title: 'of concurrent transactions and savepoints, exactly what was committed is left and told',
      },
    ],
  },
  {
    id: 'C02',
    title: 'A transaction commits',
    promise: 'Its events commit with it, and are told then.',
    proofs: [
      {
        file: `${cases}/transaction-joins.ts`,
        title: 'an event commits with its transaction and is announced then',
      },
    ],
  },
  {
    id: 'C03',
    title: 'The insert of an event fails in a transaction',
    promise:
      '`log()` rejects in the transaction; if the error is not caught, neither the row nor the event is there.',
    run: (bench) => refusedInTransaction(bench, 'not caught'),
  },
  {
    id: 'C04',
    title: 'The same in a savepoint, and the error is caught',
    promise: 'The business row commits, the event is not there, and whoever called `log()` has heard why.',
    run: (bench) => refusedInTransaction(bench, 'caught in a savepoint'),
  },
  {
    id: 'C06',
    title: 'Nested transactions and savepoints',
    promise: 'What is rolled back inside takes its own events along, and no others.',
    proofs: [
      {
        file: `${cases}/savepoints.ts`,
        title: 'a rolled-back savepoint drops its own events and signals only',
      },
      {
        file: `${cases}/savepoints.ts`,
        title: 'a released savepoint is not announced when the transaction around it rolls back',
      },
    ],
  },
  {
    id: 'C07',
    title: 'A deferred event of a transaction that is rolled back',
    promise: 'It is held until the commit, and forgotten with the rollback.',
    run: deferInTransactions,
    proofs: [
      {
        file: 'packages/core/src/daybook/delivery.test.ts',
        title: 'is held for the commit of the transaction, ambient or given, and forgotten on rollback',
      },
    ],
  },
  {
    id: 'C08',
    title: 'A crash between COMMIT and `eventLogged`',
    promise:
      'The event is stored; listeners of the dead process have not heard of it, sinks of a relay get it.',
    run: dieInListeners,
    proofs: [
      { file: faults, title: 'killed at any step, a transaction leaves all of its rows and events or none' },
    ],
  },
  {
    id: 'C10',
    title: '`log()` in a transaction without passing it',
    promise:
      'Over an ORM it joins all the same, because its transactions are ambient. A driver without an ORM knows no ambient transaction: there `tx` must be passed, or the event commits by itself.',
    proofs: [
      {
        file: 'packages/typeorm/test/transactions.test.ts',
        title: 'two books over one DataSource share its transactions, and each tells of its own events once',
      },
      {
        file: 'packages/sequelize/test/transactions.test.ts',
        title: 'two books over one Sequelize share its transactions, and each tells of its own events once',
      },
      {
        file: 'packages/mikro-orm/test/transactions.test.ts',
        title:
          'without `tx`, an event joins what is open in its context: transactional(), a savepoint, begin()',
      },
    ],
  },
  {
    id: 'C11',
    title: 'A log that changes the schema would commit the caller’s transaction on MariaDB',
    promise: 'Daybook never does: the rights to insert and to select are all it needs.',
    proofs: [
      {
        file: 'packages/sql/test/engines.test.ts',
        title: 'X4: the right to insert and to select is all it needs',
      },
    ],
  },
  {
    id: 'C15',
    title: '`Promise.all` of several `log()` in one transaction',
    promise: 'All are stored, in the order of the calls, in one statement.',
    proofs: [
      {
        file: 'packages/typeorm/test/transactions.test.ts',
        title: 'calls of one tick on one transaction share an insert',
      },
      {
        file: 'packages/core/src/delivery/writer.test.ts',
        title: 'never has two statements at once in one: later ticks wait, and share the next',
      },
    ],
  },
]

const adapters: readonly Adapter[] = ['driver', 'typeorm', 'sequelize', 'mikro-orm']
const engines = ['postgres', 'mariadb'] as const
const refusal = { poison: true }

async function refusedInTransaction(
  bench: Bench,
  error: 'not caught' | 'caught in a savepoint',
): Promise<Finding> {
  const found = { lost: 0, dup: 0, phantom: 0, mangled: 0 }
  let live = true
  for (const engine of engines) {
    const url = await bench.database(engine)
    await select(engine, url, `ALTER TABLE daybook_events ADD CONSTRAINT taste CHECK (note <> 'bitter')`)
    for (const adapter of adapters) {
      const rig = await openRig({ adapter, engine, url })
      const store: EventStore<unknown> = rig.store
      const daybook = createDaybook({ store })
      const bitter = (tx: unknown) => daybook.log('fault.met', { note: 'bitter', tx })
      const paid = rig.transaction(async (tx) => {
        await rig.query(`INSERT INTO invoice (id) VALUES ('${adapter}')`, tx)
        if (error === 'not caught') await bitter(tx)
        else await rejects(rig.nested(tx, bitter), refusal)
      })
      if (error === 'not caught') await rejects(paid, refusal)
      else await paid
      await daybook.close()
      await rig.close()
    }
    const invoices = await select(engine, url, 'SELECT id FROM invoice')
    equal(invoices.length, error === 'not caught' ? 0 : adapters.length)
    found.phantom += (await storedEvents(engine, url)).length
    live &&= await isLive(engine, url)
  }
  return { verdict: found, live, figures: { combinations: adapters.length * engines.length } }
}
