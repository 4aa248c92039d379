/** What a viewer may show: everything, one tenant's events (a text), or those without a tenant (null). */
export interface Access {
  readonly tenant?: string | null
}

/** What an `authorize` function answers: true for everything, a scope for one tenant, anything else is no. */
export type Authorization = boolean | { readonly tenant: string | null }

/**
 * Reads what `authorize` returned. Only exactly `true` and an object with `tenant` as its only key open anything:
 * a user row that happens to have a tenant, or a tenant that is undefined, does not.
 */
export function toAccess(answer: unknown): Access | null {
  if (answer === true) return {}
  if (typeof answer !== 'object' || answer === null) return null
  const { tenant } = answer as { readonly tenant?: unknown }
  const isScope = tenant === null || (typeof tenant === 'string' && tenant !== '')
  return isScope && Object.keys(answer).length === 1 ? { tenant } : null
}
