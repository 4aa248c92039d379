import type { Row } from '../connection/connection.ts'
import type { TableNames } from './table-sources.ts'

/** The user of a row, as an actor; null for nobody. */
export function djangoUser(id: unknown, { users }: TableNames, name?: unknown): object | null {
  if (id === null || id === undefined) return null
  const known = users.get(String(id)) ?? (typeof name === 'string' && name !== '' ? name : undefined)
  return { type: 'auth.user', id: String(id), ...(known !== undefined && { name: known }) }
}

/** The type that a row points to, `app.model`; a content type that is gone keeps its number. */
export function djangoType(id: unknown, { types }: TableNames): string {
  return types.get(String(id)) ?? `content_type.${id}`
}

/** A JSON column, which some drivers decode and others hand on as text; undefined where it holds none. */
export function jsonColumn(row: Row, name: string): unknown {
  const value = row[name]
  if (typeof value !== 'string') return value ?? undefined
  try {
    return JSON.parse(value)
  } catch {
    return undefined
  }
}

/** An object as it is, anything else in one. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> {
  if (value === undefined || value === null) return {}
  return typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : { value }
}
