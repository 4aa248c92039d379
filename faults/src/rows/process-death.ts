import type { FaultRow } from '../fault-row.ts'
import { givenUpAtShutdown } from './given-up-at-shutdown.ts'
import { killApps } from './kills.ts'
import { killRelays } from './relay-kills.ts'
import { stopTwice, stopUnderLoad } from './signals.ts'

const exit = 'packages/sql/test/exit.test.ts'
const delivery = 'packages/core/src/daybook/delivery.test.ts'

/** A: process death, shutdown, event loop. */
export const processDeath: readonly FaultRow[] = [
  {
    id: 'A01-immediate',
    title: '`kill -9` while `log()` runs outside of transactions',
    promise: 'Whatever `await log()` has returned for is stored, once.',
    run: (bench) => killApps(bench, 'immediate'),
  },
  {
    id: 'A01-transaction',
    title: '`kill -9` while `log()` runs in transactions',
    promise: 'Each business row has its event and each event its row, whatever moment the kill hits.',
    run: (bench) => killApps(bench, 'transaction'),
    proofs: [
      {
        file: 'scripts/test-faults.mjs',
        title: 'killed at any step, a transaction leaves all of its rows and events or none',
      },
    ],
  },
  {
    id: 'A01-queued',
    title: '`kill -9` of an app that logs through a queue',
    promise: 'What Redis has accepted is stored by a worker, once.',
    run: (bench) => killApps(bench, 'queued'),
  },
  {
    id: 'A01-relay',
    title: '`kill -9` of the relay',
    promise:
      'The next relay goes on: every committed event reaches every sink, in order per tenant; some are sent again.',
    run: killRelays,
  },
  {
    id: 'A01-deferred',
    title: '`kill -9` with deferred events in memory',
    promise:
      'What `eventLogged` has told is stored. What was still in memory is lost, at most `maxEvents`; the figure is what it was here.',
    run: (bench) => killApps(bench, 'deferred'),
  },
  {
    id: 'A01-spill',
    title: '`kill -9` of an app that spills to disk',
    promise: 'What was acknowledged from the store or from the disk is stored after the next start, once.',
    run: (bench) => killApps(bench, 'spill'),
    proofs: [
      {
        file: 'packages/sinks/test/spill-processes.test.ts',
        title: 'kills at random moments lose nothing and store nothing twice',
      },
      { file: 'packages/sinks/test/spill-processes.test.ts', title: 'a kill in the middle of a system call' },
    ],
  },
  {
    id: 'A01-accept',
    title: '`kill -9` of an app that takes every event to disk first',
    promise: 'What was acknowledged from the disk is stored after the next start, once.',
    proofs: [
      {
        file: 'packages/sinks/test/spill-processes.test.ts',
        title: 'kills at random moments lose nothing and store nothing twice',
      },
    ],
    run: (bench) => killApps(bench, 'accept'),
  },
  {
    id: 'A02',
    title: 'SIGTERM while deferred events wait',
    promise: 'With `flushOnSignal()` they are stored, and the process ends by that signal.',
    run: (bench) => stopUnderLoad(bench, ['SIGTERM']),
    proofs: [
      { file: exit, title: 'A02, A04: flushOnSignal() stores what waits, and the process ends by %s' },
    ],
  },
  {
    id: 'A03',
    title: 'A second signal while the first is served',
    promise: 'The waiting ends, and each event that is lost by it is told with `eventDropped`.',
    run: stopTwice,
    proofs: [{ file: exit, title: 'A03: a second signal ends the waiting, and what is lost is told' }],
  },
  {
    id: 'A04',
    title: 'SIGINT and SIGHUP',
    promise: 'As SIGTERM; without `flushOnSignal()` no signal is touched.',
    run: (bench) => stopUnderLoad(bench, ['SIGINT', 'SIGHUP']),
    proofs: [
      { file: exit, title: 'A02, A04: flushOnSignal() stores what waits, and the process ends by %s' },
    ],
  },
  {
    id: 'A06',
    title: 'A script comes to its natural end with deferred events',
    promise: 'They are stored before it ends.',
    proofs: [
      { file: exit, title: 'A06: what was deferred is stored when the process comes to its natural end' },
      { file: exit, title: 'A06: also when the store only takes it a while later' },
    ],
  },
  {
    id: 'A07',
    title: 'An uncaught exception or an unhandled rejection of the app',
    promise:
      'The exit code is what it would be without a daybook, and nothing is held up: what was deferred and not stored yet is lost, unless the app closes the daybook in a handler of its own.',
    proofs: [{ file: exit, title: 'A07: an app that $way ends with its own exit code' }],
  },
  {
    id: 'A09',
    title: 'The database hangs while the app shuts down',
    promise:
      'The process ends by its signal soon after the deadline of `flushOnSignal()`, and every event it gives up is told.',
    run: givenUpAtShutdown,
  },
  {
    id: 'A10',
    title: 'Two calls of `flush()` at once',
    promise: 'Both resolve only when the store has what came before.',
    proofs: [{ file: delivery, title: 'resolves every time only when the store has what came before' }],
  },
  {
    id: 'A11',
    title: '`log()` after `close()`',
    promise: 'It rejects with `ClosedError`; nothing is taken silently.',
    proofs: [{ file: delivery, title: 'refuses whatever comes after it, on every face' }],
  },
  {
    id: 'A12',
    title: 'Nothing but a daybook is left to do',
    promise: 'No timer keeps the process alive.',
    proofs: [{ file: exit, title: 'A12: a daybook keeps no process alive' }],
  },
]
