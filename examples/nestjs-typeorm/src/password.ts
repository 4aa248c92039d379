import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify<string, string, number, Buffer>(scrypt)

/** `salt:key`, both in base64url. */
export async function hashPassword(password: string, salt = randomBytes(16).toString('base64url')) {
  return `${salt}:${(await derive(password, salt, 32)).toString('base64url')}`
}

/** Whether the password is the one that was hashed. Without a hash: no, in the same time. */
export async function isPassword(password: string, hash = ''): Promise<boolean> {
  const actual = Buffer.from(await hashPassword(password, hash.split(':', 1)[0]))
  return actual.length === hash.length && timingSafeEqual(actual, Buffer.from(hash))
}
