import { keyedDigest } from '../crypto/digest.ts'
import { ConfigurationError } from '../errors/daybook-error.ts'
import type { DaybookEvent } from '../event/daybook-event.ts'
import type { Json, JsonObject } from '../json/json.ts'
import { mark } from '../normalise/marks.ts'
import { keyRedactor } from '../normalise/redaction-list.ts'
import type { Processor } from './processor.ts'

/** What is redacted, and what stays in its place. */
export interface RedactOptions {
  /** Names of keys, wherever they stand, without regard to case, dashes and underscores. */
  readonly keys?: readonly string[]
  /**
   * Places in the event: `data.user.email`, `context.referer`, `changes./email.after`, `note`. A `*` stands for
   * any one key or index, `**` for any number of them.
   */
  readonly paths?: readonly string[]
  /**
   * Keep a keyed digest (HMAC-SHA-256) instead of nothing, so that equal values can be recognised without being
   * known. Needs a secret of at least 16 characters: without one, short values could be guessed.
   */
  readonly hashKey?: string
}

/** Replaces values by a `redacted` mark. Closed: an event that it fails on goes no further. */
export function redact({ keys = [], paths = [], hashKey }: RedactOptions): Processor {
  if (hashKey !== undefined && hashKey.length < 16)
    throw new ConfigurationError({
      code: 'DAYBOOK_BAD_FILTER',
      message: '`hashKey` is shorter than 16 characters.',
      fix: 'Use a random secret.',
    })
  const isRedacted = keyRedactor(keys)
  const patterns = paths.map((path) => path.split('.'))
  const hidden = (value: Json): JsonObject =>
    mark(
      'redacted',
      hashKey === undefined ? undefined : { hash: keyedDigest(hashKey, JSON.stringify(value)) },
    )

  const walk = (value: Json, key: string | undefined, rests: readonly (readonly string[])[]): Json => {
    if (key !== undefined && (isRedacted(key) || rests.some((rest) => rest.length === 0)))
      return hidden(value)
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value))
      return value.map((item, index) => walk(item, String(index), advance(rests, String(index))))
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, walk(item, name, advance(rests, name))]),
    )
  }

  const step: Processor = (event) => {
    const { data, changes, context, note, reason } = event
    const parts = walk(
      { data, changes, context, note, reason } as unknown as Json,
      undefined,
      patterns,
    ) as unknown as DaybookEvent
    return {
      ...event,
      ...parts,
      note: text(parts.note),
      reason: parts.reason === null ? null : text(parts.reason),
    }
  }
  return Object.assign(step, { failClosed: true })
}

/** The rest of each pattern that still matches after one more key. */
function advance(patterns: readonly (readonly string[])[], key: string): readonly (readonly string[])[] {
  return patterns.flatMap(([first, ...rest]) => {
    if (first === '**' && rest.length === 0) return [[]]
    if (first === '**')
      return rest[0] === key || rest[0] === '*' ? [[first, ...rest], rest.slice(1)] : [[first, ...rest]]
    return first === key || first === '*' ? [rest] : []
  })
}

/** A text column holds no mark: a redacted note is empty. */
function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
