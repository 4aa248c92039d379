import { ConfigurationError } from '@daybook/core'

/** The URL of a receiver. Never in a message: it may hold a password or a token. */
export function httpUrl(url: string | URL): URL {
  const parsed = URL.canParse(String(url)) ? new URL(url) : undefined
  if (parsed?.protocol === 'https:' || parsed?.protocol === 'http:') return parsed
  throw new ConfigurationError({
    code: 'DAYBOOK_BAD_URL',
    message: 'The URL of a sink is no http or https URL.',
    fix: 'Pass one, such as `https://example.com/events`.',
  })
}
