import type { DaybookEvent } from '../event/daybook-event.ts'
import type { JsonObject } from '../json/json.ts'
import type { Processor } from './processor.ts'

/** Adds values to the context of every event; `add` is called for each. A value that is there already wins. */
export function enrich(add: (event: DaybookEvent) => JsonObject): Processor {
  return (event) => ({ ...event, context: { ...add(event), ...event.context } })
}
