import type { Catalog } from '../catalog/define-events.ts'
import { createDaybook, type DaybookOptions } from '../daybook/create-daybook.ts'
import type { Daybook } from '../daybook/daybook.ts'
import type { DaybookEvent } from '../event/daybook-event.ts'
import type { NoReferences } from '../event/reference.ts'
import { createMemoryStore } from '../store/memory-store.ts'
import { differences, type ExpectedEvent } from './expected-event.ts'
import { listOf, notLoggedMessage } from './failure-message.ts'
import { createFixedClock, createFixedIds, type FixedClock } from './fixed-clock.ts'

/** The options of a daybook, less those that a test daybook chooses itself. */
export interface TestDaybookOptions<C extends Catalog>
  extends Omit<DaybookOptions<never, NoReferences, C>, 'store' | 'clock' | 'ids'> {
  readonly clock?: FixedClock
}

/** A daybook in memory that can say what was logged. */
export interface TestDaybook<C = Catalog> extends Daybook<C> {
  /** What was logged, the newest last. */
  readonly events: readonly DaybookEvent[]
  /** Stands still until it is moved: `clock.advance(1000)`. */
  readonly clock: FixedClock
  /** @throws Error that shows the closest event, where it differs, and all that was logged. */
  assertLogged(action: keyof C & string, expected?: ExpectedEvent): DaybookEvent
  /** @throws Error that shows what was logged. */
  assertNotLogged(action: keyof C & string, expected?: ExpectedEvent): void
  /** Forgets what was logged, for the assertions alone. */
  clear(): void
}

/**
 * A daybook for tests: in memory, with a clock that stands still, with the same ids in every run, and with
 * listeners whose errors fail the test that logs.
 */
export function createTestDaybook<C extends Catalog = Catalog>(
  options: TestDaybookOptions<C> = {},
): TestDaybook<C> {
  const { clock = createFixedClock(), ...rest } = options
  const events: DaybookEvent[] = []
  const daybook = createDaybook<never, NoReferences, C>({
    strictListeners: true,
    ...rest,
    store: createMemoryStore({ clock }),
    clock,
    ids: createFixedIds(clock),
  })
  daybook.on('eventLogged', (event: DaybookEvent) => void events.push(event))

  const matching = (action: string, expected: ExpectedEvent = {}) =>
    events.find((event) => event.action === action && differences(event, expected).length === 0)

  return Object.assign(daybook, {
    events: events as readonly DaybookEvent[],
    clock,
    assertLogged(action: string, expected?: ExpectedEvent) {
      const event = matching(action, expected)
      if (event === undefined) throw new Error(notLoggedMessage(action, expected, events))
      return event
    },
    assertNotLogged(action: string, expected?: ExpectedEvent) {
      if (matching(action, expected) === undefined) return
      throw new Error(
        [`Expected \`${action}\` not to have been logged, and it was.`, ...listOf(events)].join('\n'),
      )
    },
    clear: () => void events.splice(0),
  })
}
