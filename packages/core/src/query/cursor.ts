import { digest } from '../crypto/digest.ts'
import { ValidationError } from '../errors/daybook-error.ts'
import { isEventId } from '../event/event-id.ts'
import type { EventFilter, EventOrder } from './event-query.ts'
import type { FindFilter } from './find-options.ts'

/** Where a page begins: after an event, or before one. */
export interface Position {
  readonly toward: 'next' | 'previous'
  readonly id: string
}

const form = /^([np])([0-9a-f]{32})([0-9a-f]{16})$/

/**
 * What a cursor is bound to: it finds nothing for another filter, tenant or order. The times are those the caller
 * gave, so that `since: '7d'` pages on while the clock goes on.
 */
export function queryHash(
  filter: EventFilter,
  { since, until }: Pick<FindFilter, 'since' | 'until'>,
  order: EventOrder,
): string {
  // Absent and null are different tenants, and one in JSON.
  const tenant = filter.tenant === undefined ? [] : filter.tenant
  return digest(JSON.stringify([tenant, since, until, filter.conditions, order])).slice(0, 16)
}

/** An opaque text for a position in one query. */
export function encodeCursor({ toward, id }: Position, hash: string): string {
  return `${toward.charAt(0)}${id.replaceAll('-', '')}${seal(toward.charAt(0), id, hash)}`
}

/** So that a damaged cursor is refused instead of leading elsewhere. It is no secret. */
function seal(toward: string, id: string, hash: string): string {
  return digest(`${toward}${id}${hash}`).slice(0, 16)
}

/** @throws ValidationError `DAYBOOK_BAD_CURSOR` for anything but a cursor of this query. */
export function decodeCursor(cursor: unknown, hash: string): Position {
  const [, toward, hex = '', bound] = (typeof cursor === 'string' && form.exec(cursor)) || []
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  if (toward === undefined || bound !== seal(toward, id, hash) || !isEventId(id))
    throw new ValidationError({
      code: 'DAYBOOK_BAD_CURSOR',
      message: 'The cursor was not made for this query.',
      fix: 'Start again without a cursor, or keep filter, tenant and order as they were.',
    })
  return { toward: toward === 'n' ? 'next' : 'previous', id }
}
