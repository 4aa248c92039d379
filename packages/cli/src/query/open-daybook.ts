import { createDaybook, type DaybookEvent } from '@daybook/core'
import type { TextFilter } from '@daybook/core/query'
import type { CommandContext } from '../cli/command-context.ts'
import type { CommandInput } from '../cli/command-spec.ts'
import type { OpenLog } from '../connection/connection.ts'
import { type OpenLogOptions, withLog } from '../connection/open-log.ts'

/** A daybook without a catalog over the log that a command line names. */
export interface OpenDaybook extends OpenLog {
  readonly daybook: ReturnType<typeof daybookOver>
}

function daybookOver(store: OpenLog['store'], clock: () => number) {
  return createDaybook({ store, clock })
}

/** Opens the log, hands a daybook on, and closes both whatever happens. */
export function withDaybook<T>(
  context: CommandContext,
  input: CommandInput,
  work: (open: OpenDaybook) => Promise<T>,
  options?: OpenLogOptions,
): Promise<T> {
  return withLog(
    context,
    input,
    (log) => work({ ...log, daybook: daybookOver(log.store, context.clock) }),
    options,
  )
}

const largestPage = 1_000

/** The first `limit` matching events, in order. A small number is one page, a large one a stream. */
export async function* firstEvents(
  { daybook }: Pick<OpenDaybook, 'daybook'>,
  filter: TextFilter,
  { limit, order }: { readonly limit: number; readonly order: 'newest' | 'oldest' },
): AsyncGenerator<DaybookEvent, void, undefined> {
  if (limit <= largestPage) {
    yield* (await daybook.find({ ...filter, limit, order })).events
    return
  }
  let left = limit
  for await (const event of daybook.stream({ ...filter, order })) {
    yield event
    left--
    if (left === 0) return
  }
}

/** Groups what comes, so that whoever writes does so in large pieces. */
export async function* inBatches<T>(
  items: AsyncIterable<T> | Iterable<T>,
  size: number,
): AsyncGenerator<readonly T[], void, undefined> {
  let batch: T[] = []
  for await (const item of items) {
    batch.push(item)
    if (batch.length < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
