import { isEventId } from '@daybook/core'
import { words } from '../words/words.ts'
import { BadQuery } from './bad-query.ts'
import { parseInstant } from './parse-instant.ts'

/** A moment in the life of an object: right after an event, by its id, or a time. */
export type Moment = string | Date

/** Which moments an address asks for: one, or two to compare. */
export interface MomentsQuery {
  /** Default: now. */
  readonly at: Moment | undefined
  readonly from: Moment | undefined
}

/** The parameters that name them. */
export const momentNames: readonly string[] = ['at', 'from']

/** @throws BadQuery for what is neither an event's id nor a time. */
export function readMoments(params: URLSearchParams): MomentsQuery {
  return { at: readMoment(params, 'at'), from: readMoment(params, 'from') }
}

function readMoment(params: URLSearchParams, name: string): Moment | undefined {
  const text = params.get(name)
  if (!text) return undefined
  if (isEventId(text)) return text
  const instant = parseInstant(text)
  if (instant) return instant
  throw new BadQuery(words.bad.moment(name))
}
