import type { TestDaybook } from './create-test-daybook.ts'
import { listOf } from './failure-message.ts'

/** How many changes an app has made so far: rows written, requests sent, whatever must leave a trail. */
export type ChangeCounter = () => number | Promise<number>

/**
 * Runs a handler and fails when it changed something and logged nothing: for a test over all handlers of an app, so
 * that a new one cannot forget.
 *
 * @throws Error with the number of changes.
 */
export async function assertLogsWhatItChanges<T>(
  daybook: Pick<TestDaybook, 'events'>,
  countChanges: ChangeCounter,
  handler: () => T | Promise<T>,
): Promise<T> {
  const changesBefore = await countChanges()
  const eventsBefore = daybook.events.length
  const result = await handler()
  const changes = (await countChanges()) - changesBefore
  if (changes > 0 && daybook.events.length === eventsBefore)
    throw new Error(
      [
        `${handler.name || 'The handler'} made ${changes} changes and logged none of them.`,
        ...listOf(daybook.events),
      ].join('\n'),
    )
  return result
}
