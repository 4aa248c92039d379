import type { DaybookEvent, Outcome } from '../event/daybook-event.ts'
import type { KeyPart } from '../event/reference.ts'

/** The parts of an event that a test cares about; parts of objects, too. */
export interface ExpectedEvent {
  readonly actor?: { readonly type?: string; readonly id?: KeyPart; readonly name?: string } | null
  readonly target?: { readonly type?: string; readonly id?: KeyPart | null; readonly name?: string } | null
  readonly data?: unknown
  readonly note?: string
  readonly outcome?: Outcome
  readonly reason?: string | null
  readonly tenant?: string | null
  readonly requestId?: string | null
  readonly context?: unknown
  readonly changes?: unknown
}

/** One place where an event is not what was expected. */
export interface Difference {
  readonly path: string
  readonly expected: unknown
  readonly actual: unknown
}

/** Where `event` differs from what is expected. Keys that are not expected do not count. */
export function differences(event: DaybookEvent, expected: ExpectedEvent): readonly Difference[] {
  return differing('', event, expected)
}

function differing(path: string, actual: unknown, expected: unknown): readonly Difference[] {
  if (expected === undefined) return []
  const isReferenceId = /^\/(actor|target)\/id$/.test(path)
  const wanted = isReferenceId && expected !== null ? String(expected) : expected
  if (typeof wanted !== 'object' || wanted === null || typeof actual !== 'object' || actual === null)
    return Object.is(actual, wanted) ? [] : [{ path, expected: wanted, actual }]
  if (Array.isArray(wanted) && (!Array.isArray(actual) || actual.length !== wanted.length))
    return [{ path, expected: wanted, actual }]
  return Object.entries(wanted).flatMap(([key, value]) =>
    differing(`${path}/${key}`, (actual as Readonly<Record<string, unknown>>)[key], value),
  )
}
