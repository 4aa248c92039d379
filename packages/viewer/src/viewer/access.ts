import type { ViewerAccess } from './viewer.ts'

/**
 * Whether `access` really opens the viewer. What a slip of the app could produce does not: a promise, a truthy
 * object of another kind, or `{ tenant: undefined }`, which would read as "all tenants".
 */
export function isAllowed(access: unknown): access is ViewerAccess {
  if (typeof access !== 'object' || access === null) return false
  const prototype: unknown = Object.getPrototypeOf(access)
  if (prototype !== Object.prototype && prototype !== null) return false
  if (!('tenant' in access)) return true
  return access.tenant === null || typeof access.tenant === 'string'
}
