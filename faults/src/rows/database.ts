import type { FaultRow } from '../fault-row.ts'
import { deadlocked } from './deadlock.ts'
import { fullDisk, mountRefused } from './full-disk.ts'
import { lockedOut } from './locked-out.ts'
import { cutInserts, refusedAtStart } from './network.ts'
import { heldRow, hugeEvent, poisoned } from './refusals.ts'
import { schemaAway } from './schema.ts'
import { killServer, noConnectionLeft, pauseServer } from './servers.ts'

const delivery = 'packages/sql/test/delivery.test.ts'
const writer = 'packages/core/src/delivery/writer.test.ts'

/** B: database and network. */
export const database: readonly FaultRow[] = [
  {
    id: 'B01',
    title: 'The database server is killed with `kill -9` and started again',
    promise:
      'Outside of transactions `log()` tries again until its deadline; in a transaction it rejects, and the transaction is gone as a whole. (MikroORM’s pool never gets back a connection whose ROLLBACK failed: leave room in it.)',
    run: killServer,
  },
  {
    id: 'B02',
    title: 'The database server stops answering (SIGSTOP)',
    promise:
      'Calls reject in the end with `DAYBOOK_TIMEOUT`, which says that the outcome is unknown; when the server goes on, so does the log.',
    run: pauseServer,
  },
  {
    id: 'B04',
    title: 'The reply to an insert is lost after the commit',
    promise: 'The insert is tried again by id: one row, one acknowledgement, one signal.',
    run: (bench) => cutInserts(bench, 'after'),
    proofs: [
      {
        file: delivery,
        title: 'B04: a reply that is lost after the commit leaves one row, one answer and one signal',
      },
      {
        file: 'scripts/test-faults.mjs',
        title: 'at COMMIT: event and row are both there or both not; a retry leaves one of each',
      },
    ],
  },
  {
    id: 'B05',
    title: 'The connection is cut before the server gets the insert',
    promise: 'The insert is tried again; no caller hears of it.',
    run: (bench) => cutInserts(bench, 'before'),
  },
  {
    id: 'B06',
    title: 'A connection on which nothing comes any more',
    promise: 'It is given up after `statementMillis`; deferred events wait until the server answers again.',
    proofs: [
      {
        file: delivery,
        title: 'B06: a server that hangs is given up in time, and what was written is known by its id',
      },
      { file: delivery, title: 'B06: deferred events outlast a server that hangs' },
    ],
  },
  {
    id: 'B08',
    title: 'The database refuses connections when the app starts',
    promise: 'Calls wait for it up to their deadline, and the app does not fall over.',
    run: refusedAtStart,
  },
  {
    id: 'B09',
    title: 'The app holds every connection of the pool',
    promise: 'The call rejects in time instead of waiting for ever.',
    proofs: [{ file: delivery, title: 'B09: a pool whose connections the app holds is given up in time' }],
  },
  {
    id: 'B10',
    title: 'The server has no connection left',
    promise: 'Calls wait for one up to their deadline.',
    run: noConnectionLeft,
  },
  {
    id: 'B11',
    title: 'The server ends the connections',
    promise: 'The statements are tried again; an idle connection that ends harms nothing.',
    proofs: [
      {
        file: delivery,
        title:
          'B11: nothing is lost and nothing stored twice when the server ends the connections, again and again',
      },
    ],
  },
  {
    id: 'B12',
    title: 'A deadlock',
    promise:
      'Outside of transactions the insert is tried again. In a transaction of yours nothing is: the error is yours, and what the victim had logged is gone.',
    run: deadlocked,
    proofs: [
      {
        file: 'packages/sql/test/drivers.test.ts',
        title: 'a deadlock drops what the victim had logged, though it commits',
      },
      {
        file: 'packages/sequelize/test/transactions.test.ts',
        title: 'D3: a deadlock that was swallowed has ended the transaction: what it held is not announced',
      },
      { file: writer, title: 'is tried again, with the whole batch' },
      { file: writer, title: 'is never tried again in a transaction of the caller' },
    ],
  },
  {
    id: 'B14',
    title: 'MariaDB gives up waiting for a lock (1205)',
    promise: 'Outside of transactions the insert is tried again; inside, `log()` rejects and says so.',
    run: heldRow,
  },
  {
    id: 'B15',
    title: 'The disk of an SQLite database is full',
    promise:
      'What was acknowledged is readable, the rest was rejected with `DAYBOOK_DATABASE_FULL`, and the file is sound. Deferred events wait for room.',
    run: fullDisk,
    skip: mountRefused,
    proofs: [
      {
        file: 'packages/sql/test/full-database.test.ts',
        title: 'B15: a full database has an error of its own; deferred events wait for room',
      },
      {
        file: 'packages/sinks/test/spill-disk.test.ts',
        title: 'acknowledges only what is kept, says so with a typed error, and goes on when there is room',
      },
    ],
  },
  {
    id: 'B18',
    title: 'The table, or a column of it, is missing',
    promise: 'Awaited calls reject with the name of the migration; deferred events wait for it.',
    run: schemaAway,
    proofs: [
      {
        file: delivery,
        title: 'B18: deferred events wait for the table, awaited ones tell that it is missing',
      },
    ],
  },
  {
    id: 'B20',
    title: 'An event of 17 MB',
    promise:
      'It is cut down to the limit before anything is sent, so that no packet is too large for the server.',
    run: hugeEvent,
  },
  {
    id: 'B22',
    title: 'One event among 500 is refused by the database for its content',
    promise: 'That event alone is rejected; it is found by halving the batch.',
    run: (bench) => poisoned(bench, 1),
  },
  {
    id: 'B23',
    title: 'Every event is refused',
    promise:
      'Each is rejected. When 64 events of a batch were refused one by one and none was stored, the rest of it is rejected at once, with an error that says so.',
    run: (bench) => poisoned(bench, 500),
    proofs: [
      {
        file: writer,
        title:
          'B23: gives a batch up of which 64 were refused and none was stored, and says which were not tried alone',
      },
      { file: writer, title: 'B23: but looks at every event where any of the first was stored' },
    ],
  },
  {
    id: 'B24',
    title: 'The app may not log in any more, because its password was changed',
    promise:
      'Deferred events are kept, and stored when it may again; between tries the pauses grow to five seconds.',
    run: lockedOut,
  },
]
