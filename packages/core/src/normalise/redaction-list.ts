/**
 * Key names whose values are never stored, compared without case, spaces, dashes, dots and underscores.
 * A key matches when it is one of them or ends with one of them: `newPassword`, `x-api-key`, `github_token`. The
 * short ones must be its last word: `userPin` matches, `spin` does not; `session` and `auth` must be all of it. One
 * that holds `password`, `passwd`, `passphrase`, `credential`, `apikey` or `privatekey` anywhere matches too.
 */
export const defaultRedactedKeys: readonly string[] = Object.freeze([
  'password',
  'password1',
  'password2',
  'passwd',
  'passphrase',
  'pwd',
  'secret',
  'token',
  'authorization',
  'cookie',
  'apikey',
  'accesskey',
  'privatekey',
  'secretkey',
  'signingkey',
  'encryptionkey',
  'credential',
  'connectionstring',
  'sessionid',
  'sessionkey',
  'sessid',
  'bearer',
  'seedphrase',
  'mnemonic',
  'databaseurl',
  'otpcode',
  'pincode',
  'cvv2',
  'tokenhash',
  'csrf',
  'xsrf',
  'jwt',
  'otp',
  'ssn',
  'cvv',
  'cvc',
  'cardnumber',
  'creditcard',
  'pan',
  'pin',
  'sid',
  'session',
  'auth',
])

// Short names that are also the end of ordinary words: they match as a word of their own.
const wordOnly: ReadonlySet<string> = new Set(['pan', 'pin', 'sid', 'otp', 'cvc', 'cvv', 'ssn', 'pwd'])

// Names that are also the last word of ordinary keys: they match alone.
const wholeOnly: ReadonlySet<string> = new Set(['session', 'auth'])

// Names that make a key a secret wherever they stand in it: `passwordHash`, `password_confirmation`.
const anywhere: ReadonlySet<string> = new Set([
  'password',
  'passwd',
  'passphrase',
  'credential',
  'apikey',
  'privatekey',
])

const rememberedKeys = 10_000

/** A predicate over key names for a list like {@link defaultRedactedKeys}. Answers are remembered per name. */
export function keyRedactor(keys: readonly string[] = defaultRedactedKeys): (key: string) => boolean {
  const names = new Set(keys.map(bare).filter((key) => key !== ''))
  const endings = [...names].filter((key) => !wholeOnly.has(key) && !wordOnly.has(key))
  const parts = [...names].filter((key) => anywhere.has(key))
  const known = new Map<string, boolean>()
  return (key) => {
    const answer = known.get(key)
    if (answer !== undefined) return answer
    const name = bare(key)
    const word = lastWord(key)
    const redacted =
      names.has(name) ||
      parts.some((part) => name.includes(part)) ||
      (wordOnly.has(word) && names.has(word)) ||
      endings.some((ending) => name.endsWith(ending) || name.endsWith(`${ending}s`))
    if (known.size < rememberedKeys && key.length <= 64) known.set(key, redacted)
    return redacted
  }
}

function bare(key: string): string {
  return key
    .slice(-64)
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
}

/** `pin` in `userPin`, `user_pin` and `USER-PIN`. */
function lastWord(key: string): string {
  const words = key.slice(-64).replaceAll(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})/gu, ' ')
  return /[\p{L}\p{N}]+(?=[^\p{L}\p{N}]*$)/u.exec(words)?.[0].toLowerCase() ?? ''
}
