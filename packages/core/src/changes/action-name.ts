import type { ActionInput } from './change-options.ts'
import type { ChangeOperation } from './row-change.ts'

const verbs: Readonly<Record<ChangeOperation, string>> = {
  create: 'created',
  update: 'updated',
  delete: 'deleted',
  softDelete: 'softDeleted',
  restore: 'restored',
  upsert: 'upserted',
  link: 'linked',
  unlink: 'unlinked',
}

/** `invoice.created`, `lineItem.bulkUpdated`. */
export function defaultActionName({ operation, type, bulk }: ActionInput): string {
  const verb = verbs[operation]
  return `${subjectOf(type)}.${bulk ? `bulk${verb[0]?.toUpperCase()}${verb.slice(1)}` : verb}`
}

/** What the actions of a type begin with. */
export function subjectOf(type: string): string {
  return `${type[0]?.toLowerCase() ?? ''}${type.slice(1)}`
}
