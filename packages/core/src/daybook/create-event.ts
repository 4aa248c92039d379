import type { EntityReferences, KeyPart, ReferenceInput } from '../event/reference.ts'
import type { AnyDetails } from './build-event.ts'
import { isAnonymous, pathOf, userOf } from './request-like.ts'

/** The request-shaped form of an event's details. */
export interface CreateEventDetails extends Omit<AnyDetails, 'actor' | 'target' | 'tx'> {
  /** Read for its user and its path; listeners get it beside the event. Never stored. */
  readonly request?: unknown
  /**
   * Who did it: a user, or the id of one. Absent: the user that authentication put on the request. Null, or a user
   * who says that they are not authenticated: anonymous.
   */
  readonly user?: unknown
  /** Absent: the path of the request, without its query string. `''` stays `''`. */
  readonly note?: string | undefined
  /** To what it was done. */
  readonly relatedObject?: unknown
  readonly tx?: unknown
}

/** How users without a type of their own are named. */
export interface UserNaming {
  /** The type of a user that is neither a reference nor an object of a registered class. */
  readonly userType: string
  readonly ofEntity: EntityReferences | undefined
}

/** The details for `log()` that a call of `createEvent` stands for. */
export function detailsOfCreateEvent(
  { request, user, relatedObject, note, ...details }: CreateEventDetails,
  naming: UserNaming,
): AnyDetails {
  const who = user === undefined ? userOf(request) : user
  return {
    ...details,
    // Without a request the ambient actor counts, as for log().
    ...((user !== undefined || request !== undefined) && { actor: actorOf(who, naming) }),
    target: relatedObject as object | null | undefined,
    note: note ?? pathOf(request),
  }
}

function actorOf(user: unknown, { userType, ofEntity }: UserNaming): object | null {
  if (isAnonymous(user) || user === '') return null
  if (isKey(user)) return { type: userType, id: user }
  if (typeof user !== 'object' || user === null) return user as object
  if (ofEntity?.(user) !== undefined) return user
  const { type, id, name, username, email } = user as Record<string, unknown>
  if (typeof type === 'string' || id === undefined) return user
  const shown = [name, username, email].find((each) => typeof each === 'string') as string | undefined
  return { type: userType, id: id as ReferenceInput['id'], name: shown }
}

function isKey(user: unknown): user is KeyPart {
  return typeof user === 'string' || typeof user === 'number' || typeof user === 'bigint'
}
