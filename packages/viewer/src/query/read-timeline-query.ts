import type { TimelineOrder } from '../pages/timeline.ts'
import { words } from '../words/words.ts'
import { BadQuery } from './bad-query.ts'

/** Which page of a timeline an address asks for. */
export interface TimelineQuery {
  readonly order: TimelineOrder
  readonly cursor: string | undefined
}

/** @throws BadQuery for an order that there is not. */
export function readTimelineQuery(params: URLSearchParams, usual: TimelineOrder): TimelineQuery {
  const order = params.get('order') || usual
  if (order !== 'newest' && order !== 'oldest') throw new BadQuery(words.bad.timelineOrder)
  return { order, cursor: params.get('cursor') || undefined }
}
