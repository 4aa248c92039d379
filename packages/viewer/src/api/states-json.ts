import type { FoundState, FoundStates } from '../pages/find-states.ts'

/** States as data for programs. */
export function statesJson({ target, at, from, changes }: FoundStates): object {
  return { target, at: stateJson(at), from: from ? stateJson(from) : null, changes: changes ?? null }
}

function stateJson({ time, after, values, links, complete, unknown, lastEvent }: FoundState): object {
  return {
    time,
    eventId: after?.id ?? null,
    values: values ?? null,
    links,
    complete,
    unknown,
    lastEventId: lastEvent?.id ?? null,
  }
}
