import { setTimeout as pause } from 'node:timers/promises'
import type { DaybookEvent } from '@daybook/core'
import { usageError } from '../cli/command-error.ts'
import type { RunCommand } from '../cli/command-spec.ts'
import { exitCode } from '../cli/exit-code.ts'
import { counted } from '../output/counted.ts'
import { createEventWriter } from '../output/event-writer.ts'
import { duration } from '../output/progress.ts'
import { matching } from '../query/matching.ts'
import { firstEvents, type OpenDaybook, withDaybook } from '../query/open-daybook.ts'
import { limitOf, queryOf } from '../query/query-of.ts'
import { followEvents } from '../tail/follow-feed.ts'
import { followTable } from '../tail/follow-table.ts'

/** `daybook tail` */
export const run: RunCommand = async (context, input) => {
  const filter = queryOf(input, context.clock())
  const limit = limitOf(input, Number.POSITIVE_INFINITY)
  const interval = limitOf(input, 500, 'interval')
  const { lines = '0' } = input.options
  if (typeof lines !== 'string' || !/^\d{1,6}$/.test(lines)) throw usageError('--lines takes a whole number.')
  const { signal } = context
  return withDaybook(
    context,
    input,
    async (open) => {
      const writer = await createEventWriter(context, input)
      const startedAt = context.clock()
      let shown = 0
      const show = async (events: readonly DaybookEvent[]) => {
        const wanted = (await matching(events, filter)).slice(0, limit - shown)
        if (wanted.length > 0) await writer.write(wanted)
        shown += wanted.length
      }
      // The place is taken before the earlier events are read: what is committed meanwhile comes after them, once.
      const next = await (open.store.feed ? followEvents(open.store.feed) : startTable(open))
      const earlier = new Set<string>()
      if (Number(lines) > 0) {
        const events: DaybookEvent[] = []
        for await (const event of firstEvents(open, filter, { limit: Number(lines), order: 'newest' }))
          events.unshift(event)
        for (const { id } of events) earlier.add(id)
        await show(events)
      }
      while (!signal.aborted && shown < limit) {
        const events = (await next()).filter(({ id }) => !earlier.has(id))
        await show(events)
        if (events.length === 0 && shown < limit) await pause(interval, undefined, { signal }).catch(() => {})
      }
      context.note(`${counted(shown, 'event')} in ${duration((context.clock() - startedAt) / 1_000)}`)
      return exitCode.ok
    },
    { feed: true },
  )

  function startTable(open: OpenDaybook) {
    context.note(
      'The feed is not set up: events of transactions longer than a minute are missed. Fix: daybook migration --feed',
    )
    return followTable(open, context.clock)
  }
}
