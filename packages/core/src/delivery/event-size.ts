import type { DaybookEvent } from '../event/daybook-event.ts'

/** What an event without any text of its own takes, about. */
const bareSize = 256

/** About how many bytes an event takes: the length of its texts, and a little for each value. */
export function sizeOf({ note, reason, data, changes, context }: DaybookEvent): number {
  return (
    bareSize +
    note.length +
    (reason?.length ?? 0) +
    sizeOfJson(data) +
    sizeOfJson(changes) +
    sizeOfJson(context)
  )
}

// Not deep: core has bounded the depth before.
function sizeOfJson(value: unknown): number {
  if (typeof value === 'string') return value.length + 2
  if (typeof value !== 'object' || value === null) return 8
  let size = 2
  if (Array.isArray(value)) for (const item of value) size += sizeOfJson(item)
  else for (const key in value) size += key.length + 3 + sizeOfJson((value as Record<string, unknown>)[key])
  return size
}
