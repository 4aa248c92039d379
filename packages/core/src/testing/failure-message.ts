import type { DaybookEvent } from '../event/daybook-event.ts'
import { summaryWithActor } from '../sinks/logger-sink.ts'
import { differences, type ExpectedEvent } from './expected-event.ts'

const shownEvents = 20

/**
 * Why no event is the expected one: the event that comes closest and where it differs, then all that was logged.
 */
export function notLoggedMessage(
  action: string,
  expected: ExpectedEvent | undefined,
  events: readonly DaybookEvent[],
): string {
  const closest = closestOf(action, expected, events)
  return [
    `Expected \`${action}\` to have been logged${expected ? ' like that' : ''}, and it was not.`,
    ...closest,
    ...listOf(events),
  ].join('\n')
}

function closestOf(
  action: string,
  expected: ExpectedEvent = {},
  events: readonly DaybookEvent[],
): readonly string[] {
  const candidates = events
    .filter((event) => event.action === action)
    .map((event) => ({ event, found: differences(event, expected) }))
    .sort((a, b) => a.found.length - b.found.length)
  const [best] = candidates
  if (best === undefined) return []
  return [
    '',
    `The closest \`${action}\` differs in ${best.found.length === 1 ? 'one place' : `${best.found.length} places`}:`,
    ...best.found.flatMap(({ path, expected: wanted, actual }) => [
      `  ${path}`,
      `    - expected  ${show(wanted)}`,
      `    + logged    ${show(actual)}`,
    ]),
  ]
}

/** What was logged, one event a line, the newest last. */
export function listOf(events: readonly DaybookEvent[]): readonly string[] {
  if (events.length === 0) return ['', 'Nothing was logged.']
  const more = events.length - shownEvents
  return [
    '',
    `Logged, ${events.length} in all:`,
    ...(more > 0 ? [`  … ${more} before`] : []),
    ...events.slice(-shownEvents).map((event) => `  ${summaryWithActor(event)}  ${show(event.data)}`),
  ]
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 200 ? `${text.slice(0, 199)}…` : text
}
