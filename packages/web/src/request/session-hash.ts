import { createHash } from 'node:crypto'

/**
 * What is kept of a session's id: enough to see which events belong to one session, and useless as a credential. The
 * id itself is a secret of some hundred random bits, so its digest cannot be guessed back.
 */
export function sessionHash(sessionId: string): string {
  return createHash('sha256').update(sessionId).digest('hex').slice(0, 32)
}
