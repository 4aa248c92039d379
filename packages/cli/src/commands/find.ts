import type { RunCommand } from '../cli/command-spec.ts'
import { exitCode } from '../cli/exit-code.ts'
import { createEventWriter } from '../output/event-writer.ts'
import { firstEvents, inBatches, withDaybook } from '../query/open-daybook.ts'
import { limitOf, queryOf } from '../query/query-of.ts'

const standardLimit = 50

/** `daybook find` */
export const run: RunCommand = async (context, input) => {
  const filter = queryOf(input, context.clock())
  const limit = limitOf(input, standardLimit)
  const order = input.options.oldest ? 'oldest' : 'newest'
  return withDaybook(context, input, async (open) => {
    const writer = await createEventWriter(context, input)
    let found = 0
    for await (const events of inBatches(firstEvents(open, filter, { limit, order }), 500)) {
      await writer.write(events)
      found += events.length
      if (context.signal.aborted) return exitCode.interrupted
    }
    if (found === 0) context.note('No event matches.')
    if (found === limit && input.options.limit === undefined)
      context.note(`The ${order} ${limit}; --limit all shows every one.`)
    return exitCode.ok
  })
}
