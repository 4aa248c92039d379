import { createHmac } from 'node:crypto'
import { ConfigurationError } from '@daybook/core'

const prefix = 'whsec_'

/** Signs as Standard Webhooks does: HMAC-SHA256 over id, time and body, one signature for each secret. */
export type Sign = (id: string, seconds: number, body: string) => string

export function createSignature(secrets: readonly string[]): Sign {
  if (secrets.length === 0) throw badSecret('none was given')
  const keys = secrets.map(keyOf)
  return (id, seconds, body) =>
    keys
      .map((key) => createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64'))
      .map((signature) => `v1,${signature}`)
      .join(' ')
}

function keyOf(secret: string): Buffer {
  const text = secret.startsWith(prefix) ? secret.slice(prefix.length) : secret
  const key = Buffer.from(text, 'base64')
  if (key.toString('base64').replace(/=+$/, '') !== text.replace(/=+$/, ''))
    throw badSecret('it is not base64')
  if (key.length < 24 || key.length > 64) throw badSecret(`it has ${key.length} bytes, and not 24 to 64`)
  return key
}

function badSecret(why: string): ConfigurationError {
  return new ConfigurationError({
    code: 'DAYBOOK_BAD_SECRET',
    message: `The secret of a webhook cannot sign: ${why}.`,
    fix: "Make one with `'whsec_' + randomBytes(32).toString('base64')` and give it to the receiver.",
  })
}
