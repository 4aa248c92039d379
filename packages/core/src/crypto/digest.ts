import { createHash, createHmac } from 'node:crypto'

/** SHA-256 of a text or of bytes, as 64 hexadecimal digits. The one place where core uses `node:crypto`. */
export function digest(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

/** HMAC-SHA-256 of a text, as 64 hexadecimal digits. */
export function keyedDigest(key: string, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex')
}
