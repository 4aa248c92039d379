import { ConfigurationError, ValidationError } from '../errors/daybook-error.ts'
import type { TargetReference } from '../event/reference.ts'
import type { Catalog } from './define-events.ts'
import { nearest } from './nearest.ts'

/** The parts of an event that a catalog has a say in. */
export interface Validating {
  readonly data: unknown
  readonly target: TargetReference | null
  readonly reason: string | undefined
}

/** What the catalog makes of a caller's values. */
export interface Validated {
  readonly version: number
  readonly data: unknown
}

/**
 * Checks an event against the catalog, if there is one.
 *
 * @throws ValidationError `DAYBOOK_UNKNOWN_ACTION`, `DAYBOOK_WRONG_TARGET`, `DAYBOOK_REASON_REQUIRED` or
 *   `DAYBOOK_INVALID_DATA`.
 * @throws ConfigurationError `DAYBOOK_ASYNC_SCHEMA` when a schema answers with a promise.
 */
export function validate(
  catalog: Catalog | undefined,
  action: string,
  { data, target, reason }: Validating,
): Validated {
  if (catalog === undefined) return { version: 1, data }
  const definition = Object.hasOwn(catalog, action) ? catalog[action] : undefined
  if (definition === undefined) throw unknownAction(catalog, action)
  if (definition.target !== undefined && target !== null && target.type !== definition.target)
    throw new ValidationError({
      code: 'DAYBOOK_WRONG_TARGET',
      message: `\`${action}\` is about a target of type \`${definition.target}\`, got \`${target.type}\`. Nothing was written.`,
      fix: 'Pass the right object as `target`.',
    })
  if (definition.requiresReason && !reason)
    throw new ValidationError({
      code: 'DAYBOOK_REASON_REQUIRED',
      message: `\`${action}\` is only logged with a \`reason\`. Nothing was written.`,
      fix: 'Ask for one, and pass it.',
    })
  const version = definition.version ?? 1
  return definition.data === undefined
    ? { version, data }
    : { version, data: parsed(action, definition.data, data) }
}

function parsed(action: string, schema: NonNullable<Catalog[string]['data']>, data: unknown): unknown {
  const result = schema['~standard'].validate(data === undefined ? {} : data)
  if ('then' in result) {
    // It is refused here, so nobody else will listen to what becomes of it.
    result.then(undefined, () => {})
    throw new ConfigurationError({
      code: 'DAYBOOK_ASYNC_SCHEMA',
      message: `The schema of \`${action}\` validates asynchronously.`,
      fix: 'Use a schema that validates synchronously: log() checks at the call, not later.',
    })
  }
  if (result.issues === undefined) return result.value
  const issues = result.issues.slice(0, 5).map(({ path = [] }) => {
    const keys = path.map((part) => String(typeof part === 'object' ? part.key : part))
    return keys.length === 0 ? 'data itself' : `\`${keys.join('.')}\``
  })
  throw new ValidationError({
    code: 'DAYBOOK_INVALID_DATA',
    message: `The data of \`${action}\` is not valid (${schema['~standard'].vendor}): see ${[...new Set(issues)].join(', ')}. Nothing was written.`,
    fix: "The schema's own issues are the `cause` of this error.",
    cause: result.issues,
  })
}

function unknownAction(catalog: Catalog, action: string): ValidationError {
  const names = Object.keys(catalog)
  const close = nearest(action, names)
  return new ValidationError({
    code: 'DAYBOOK_UNKNOWN_ACTION',
    message: `There is no event \`${action.slice(0, 100)}\` in your catalog.${close ? ` Did you mean \`${close}\`?` : ''} Known: ${names.length}.`,
    fix: 'Add it where you call defineEvents.',
  })
}
