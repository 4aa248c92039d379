import type { FailurePolicy } from '../catalog/define-events.ts'
import { ConfigurationError } from '../errors/daybook-error.ts'
import type { EventStore } from '../store/event-store.ts'

/** @throws ConfigurationError `DAYBOOK_NO_SPILL` where events are to be spilled, and the store has nowhere to put them. */
export function assertSpills<Tx>(
  store: Pick<EventStore<Tx>, 'name' | 'spill'>,
  policy: FailurePolicy | undefined,
): void {
  if (policy !== 'spill' || store.spill) return
  throw new ConfigurationError({
    code: 'DAYBOOK_NO_SPILL',
    message: `An action is to be spilled, and the store \`${store.name}\` cannot.`,
    fix: 'Wrap the store in spilling() of @daybook/sinks/spill.',
  })
}
