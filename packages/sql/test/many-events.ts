import { type DaybookEvent, firstIdAt } from '@daybook/core'

/** The newest of {@link manyEvents} is just before this. */
export const newest = Date.UTC(2026, 0, 1)
export const dayMillis = 86_400_000

const days = 90
const actions = [
  'file.modified',
  'file.added',
  'file.deleted',
  'file.renamed',
  'release.published',
  'branch.merged',
]

/**
 * Events like those of a source repository: few actions, one of them nearly always; hundreds of people, some of them
 * busy; thousands of files; several events of one request; one event in twenty not a success. Always the same.
 */
export function manyEvents(
  count: number,
  tenantOf: (number: number) => string | null,
): readonly DaybookEvent[] {
  return Array.from({ length: count }, (_, number) => {
    const millis = newest - days * dayMillis + Math.floor((number * days * dayMillis) / count)
    return {
      id: firstIdAt(millis).replace('-0000-0000-', '-7000-8000-'),
      occurredAt: new Date(millis),
      recordedAt: null,
      tenant: tenantOf(number),
      action: actions[spread(number, 6)] as string,
      version: 1,
      outcome: number % 20 === 7 ? 'failure' : number % 50 === 3 ? 'denied' : 'success',
      reason: null,
      actor: {
        type: 'developer',
        id: `d${spread(number * 7, 400)}`,
        name: `Developer ${spread(number * 7, 400)}`,
      },
      target: { type: 'file', id: `lib/module-${spread(number * 13, 5_000)}.js` },
      note: '',
      requestId: `commit-${number >> 2}`,
      traceId: null,
      ip: '203.0.113.9',
      statusCode: number % 20 === 7 ? 500 : 200,
      durationMs: 12.5,
      data: { commit: `c${number >> 2}`, insertions: number % 300, deletions: number % 70 },
      changes: null,
      context: { surface: 'console' },
    } satisfies DaybookEvent
  })
}

/** From 0 to `below`, small ones far more often. */
function spread(number: number, below: number): number {
  const even = ((number * 2_654_435_761) % 4_294_967_296) / 4_294_967_296
  return Math.floor(even ** 3 * below)
}
