import type { DaybookEvent, Json, Outcome, Reference, TargetReference } from '@daybook/core'
import { sampleEvents } from './sample-event.ts'

/** Texts that a careless statement, pattern or path would take for something else. */
export const hostileWords: readonly string[] = [
  'paid',
  'PAID',
  'a.b',
  '100%',
  'under_score',
  '*',
  '[x]',
  "o'hara",
  'back\\slash',
  'quo"te',
  'Ünïcode',
  '$.x',
  '',
]

const outcomes: readonly Outcome[] = ['success', 'failure', 'denied']
const pick = <T>(list: readonly T[], index: number) => list[index % list.length] as T

/** 180 events with every field set and not set, in all combinations with hostile words. Always the same. */
export const hostileEvents: readonly DaybookEvent[] = sampleEvents(180, (index) => ({
  occurredAt: new Date(1_700_000_000_000 + index * 60_000),
  action: `invoice.${pick(hostileWords, index) || 'plain'}`,
  version: 1 + (index % 3),
  actor: actorOf(index),
  target: targetOf(index),
  outcome: pick(outcomes, index),
  reason: index % 6 === 1 ? pick(hostileWords, index + 4) : null,
  note: pick(hostileWords, index + 1),
  tenant: index % 3 === 0 ? null : 'acme',
  requestId: index % 4 === 0 ? null : `r:${index % 6}`,
  traceId: index % 5 === 0 ? null : String(index % 4).repeat(32),
  ip: index % 6 === 0 ? null : `192.0.2.${index % 5}`,
  statusCode: index % 10 === 9 ? null : 200 + (index % 4) * 100,
  durationMs: index % 10 === 8 ? null : index + 0.5,
  data: dataOf(index),
  changes:
    index % 4 === 0
      ? {
          '/status': { before: 'open', after: pick(hostileWords, index) },
          '/nested/amount': { before: index % 3, after: null },
          ...(index % 8 === 0 && { '/added': { after: true } }),
        }
      : null,
  context: { where: pick(hostileWords, index + 2) },
}))

function actorOf(index: number): Reference | null {
  if (index % 7 === 0) return null
  return {
    type: pick(['User', 'service'], index),
    id: pick(hostileWords, index) || 'x',
    name: pick(hostileWords, index + 3),
  }
}

function targetOf(index: number): TargetReference | null {
  if (index % 5 === 0) return null
  const id = index % 9 === 0 ? null : String(index % 11)
  return index % 4 === 1
    ? { type: 'Order', id }
    : { type: 'Invoice', id, name: pick(hostileWords, index + 5) }
}

function dataOf(index: number): Json {
  return {
    word: pick(hostileWords, index),
    amount: index % 10,
    text: String(index % 10),
    flag: index % 2 === 0,
    none: null,
    list: [index % 4, { deep: pick(hostileWords, index) }],
    'dotted.key': 1,
    ...(index % 6 === 0 && { extra: { 'a"b': 1 } }),
  }
}
