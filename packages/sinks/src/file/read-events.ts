import { createReadStream } from 'node:fs'
import type { DaybookEvent } from '@daybook/core'
import { eventFromJson } from '../delivery/event-json.ts'

/** Who hears of lines that hold no event. */
export interface ReadEventsOptions {
  /** The number of such a line, from 1. Default: it is passed over. */
  readonly onBadLine?: (line: number) => void
}

/**
 * The events of a file of JSON lines, in order, one at a time: to send them to another sink or to look at them. A line
 * that was cut short by a crash is passed over.
 */
export async function* readEvents(
  path: string,
  { onBadLine = () => {} }: ReadEventsOptions = {},
): AsyncGenerator<DaybookEvent, void, undefined> {
  let number = 0
  for await (const line of linesOf(path)) {
    number++
    if (line === '') continue
    const event = eventFromJson(line)
    if (event === undefined) onBadLine(number)
    else yield event
  }
}

/** `node:readline` also ends a line at U+2028, which JSON may hold. */
async function* linesOf(path: string): AsyncGenerator<string, void, undefined> {
  let rest = ''
  for await (const chunk of createReadStream(path, 'utf8')) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  if (rest !== '') yield rest
}
