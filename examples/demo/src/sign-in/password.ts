import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt)
const usualCost = 16_384
const keyBytes = 32

/** `scrypt:cost:salt:key`, the last two in base64url. */
export async function hashPassword(password: string, cost: number = usualCost): Promise<string> {
  const salt = randomBytes(16)
  const key = await derive(password, salt, keyBytes, { N: cost })
  return ['scrypt', cost, salt.toString('base64url'), key.toString('base64url')].join(':')
}

// What is checked where there is no such user, so that an answer takes as long as for one who exists.
const nobody = `scrypt:${usualCost}:${Buffer.alloc(16).toString('base64url')}:${Buffer.alloc(keyBytes).toString('base64url')}`

/** Whether the password is the one that was hashed. Without a hash: no, in the same time. */
export async function isPassword(password: string, hash: string = nobody): Promise<boolean> {
  const [, storedCost, salt = '', key = ''] = hash.split(':')
  const expected = Buffer.from(key, 'base64url')
  const actual = await derive(password, Buffer.from(salt, 'base64url'), expected.length, {
    N: Number(storedCost),
  })
  return timingSafeEqual(actual, expected) && hash !== nobody
}
