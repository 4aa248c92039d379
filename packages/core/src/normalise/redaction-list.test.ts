import { describe, expect, it } from 'vitest'
import { normalise } from './normalise.ts'
import { defaultRedactedKeys, keyRedactor } from './redaction-list.ts'

const isRedacted = keyRedactor()

/** How people spell a name of several words. */
function spellings(words: readonly string[]): string[] {
  const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)
  const camel = words.map((word, index) => (index === 0 ? word : capital(word))).join('')
  return [
    words.join(''),
    camel,
    capital(camel),
    words.join('_'),
    words.join('-'),
    words.join('.'),
    words.join(' '),
    words.join('_').toUpperCase(),
    `x-${words.join('-')}`,
    `_${camel}`,
    `new${words.map(capital).join('')}`,
  ]
}

const secrets = [
  ['password'],
  ['passwd'],
  ['passphrase'],
  ['secret'],
  ['token'],
  ['authorization'],
  ['cookie'],
  ['set', 'cookie'],
  ['api', 'key'],
  ['access', 'key'],
  ['private', 'key'],
  ['secret', 'key'],
  ['signing', 'key'],
  ['encryption', 'key'],
  ['client', 'secret'],
  ['access', 'token'],
  ['refresh', 'token'],
  ['id', 'token'],
  ['csrf', 'token'],
  ['session', 'id'],
  ['card', 'number'],
  ['credit', 'card'],
  ['connection', 'string'],
  ['credentials'],
  ['jwt'],
]

it.each(secrets.map((words) => [words.join(' '), words] as const))(
  'hits %s however it is spelt',
  (_, words) => {
    expect(spellings(words).filter((key) => !isRedacted(key))).toEqual([])
  },
)

it.each(['ssn', 'SSN', 'cvv', 'cvc', 'pan', 'PAN', 'pin', 'otp', 'session', 'sid', 'auth', 'pwd', 's-i-d'])(
  'hits %s as a whole name',
  (key) => {
    expect(isRedacted(key)).toBe(true)
  },
)

it.each([
  'password',
  'newpassword',
  'new_password',
  'oldpassword',
  'old_password',
  'new_password1',
  'new_password2',
  'token',
  'secret',
  'passwords',
  'tokens',
  'cookies',
  'secrets',
  'apiKeys',
])('hits %s, which earlier systems listed or plurals of it', (key) => {
  expect(isRedacted(key)).toBe(true)
})

it.each([
  'user_ssn',
  'customerSsn',
  'card_cvv',
  'cardCvc',
  'smsOtp',
  'USER_PIN',
  'db-pwd',
  'userPwd',
  'connect.sid',
  'card pan',
])('hits %s, whose last word is a short name', (key) => {
  expect(isRedacted(key)).toBe(true)
})

it.each([
  'company',
  'span',
  'japan',
  'spin',
  'pinned',
  'opinion',
  'shipping',
  'mapping',
  'passengers',
  'passenger',
  'compass',
  'description',
  'secretary',
  'tokenizer',
  'tokenized',
  'inside',
  'residence',
  'president',
  'sidebar',
  'sessions',
  'obsession',
  'profession',
  'author',
  'authors',
  'authorized',
  'authority',
  'cookieConsent',
  'adopt',
  'option',
  'laptop',
  'assn',
  'keyboard',
  'key',
  'keys',
  'publicKey',
  'primaryKey',
  'cardHolder',
  'card',
  'credit',
  'accessed',
  'string',
  'id',
  '',
  '___',
  '请求',
])('leaves the ordinary name "%s" alone', (key) => {
  expect(isRedacted(key)).toBe(false)
})

it('hits at every depth, in objects and arrays, and leaves the rest', () => {
  const input = {
    user: { name: 'Zoë', Password: 'hunter2', tokens: ['hunter2'] },
    list: [{ headers: { 'Set-Cookie': ['hunter2'], accept: '*/*' } }, [[{ apiKey: { value: 'hunter2' } }]]],
  }
  expect(normalise(input, { isRedacted }).value).toEqual({
    user: { name: 'Zoë', Password: { $daybook: 'redacted' }, tokens: { $daybook: 'redacted' } },
    list: [
      { headers: { 'Set-Cookie': { $daybook: 'redacted' }, accept: '*/*' } },
      [[{ apiKey: { $daybook: 'redacted' } }]],
    ],
  })
})

it('answers the same each time it is asked', () => {
  const redactor = keyRedactor()
  const keys = Array.from({ length: 20_000 }, (_, index) =>
    index % 2 ? `password${'x'.repeat(index % 7)}${index}` : `${index}password`,
  )
  expect(keys.map(redactor)).toEqual(keys.map(redactor))
})

describe('a list of the app’s own', () => {
  it('replaces the default', () => {
    const own = keyRedactor(['iban', 'Birth Date'])
    expect(['iban', 'customer_iban', 'birthDate', 'BIRTH-DATE'].filter((key) => !own(key))).toEqual([])
    expect(['password', 'urban', 'birth', 'date'].filter(own)).toEqual([])
  })

  it('may be empty', () => {
    expect(keyRedactor([])('password')).toBe(false)
  })

  it('may be in any script, and redacts nothing else', () => {
    const own = keyRedactor(['пароль', '密码', ''])
    expect(['пароль', 'Новый_Пароль', '密码'].filter((key) => !own(key))).toEqual([])
    expect(['name', '', '___', '用户'].filter(own)).toEqual([])
  })

  it('may extend the default', () => {
    const extended = keyRedactor([...defaultRedactedKeys, 'iban'])
    expect(
      ['iban', 'password', 'ssn', 'x-api-key', 'pan', 'pin', 'sid', 'session', 'auth'].filter(
        (key) => !extended(key),
      ),
    ).toEqual([])
  })
})
