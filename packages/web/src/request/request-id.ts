import { randomUUID } from 'node:crypto'

/** The header that carries a request's id, in both directions. */
export const requestIdHeader = 'x-request-id'

const wellFormed = /^[A-Za-z0-9._:-]{1,128}$/

/** Whether a text from outside may be used as a request id: 1 to 128 of `A-Z a-z 0-9 . _ : -`. */
export function isRequestId(text: unknown): text is string {
  return typeof text === 'string' && wellFormed.test(text)
}

/** The first of the offered ids that is well-formed, else a new random one. */
export function toRequestId(first: unknown, second: unknown): string {
  if (isRequestId(first)) return first
  return isRequestId(second) ? second : randomUUID()
}
