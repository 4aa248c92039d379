import { context, isDaybookError } from '@daybook/core'
import type { ViewableDaybook } from '../viewer/viewable-daybook.ts'
import type { ViewerAccess } from '../viewer/viewer.ts'
import type { viewerEvents } from './viewer-events.ts'

/** Keeps in the log who read it. */
export interface AccessLog {
  /** Tells that somebody with `access` saw or took what `data` names. Never throws, and nobody waits for it. */
  tell(action: keyof typeof viewerEvents, access: ViewerAccess, data: AccessData): void
}

/** What was read: a page by its address, or the filter of an export. */
export interface AccessData {
  readonly page: string
  readonly filter?: string
}

interface AccessLogOptions {
  readonly clock: () => number
  readonly report: (error: unknown) => unknown
}

/** The writing half that a daybook has and a mere reader has not. */
interface Writable {
  log(action: string, details: object): Promise<unknown>
}

// One who looks around is one event.
const windowMillis = 10 * 60 * 1000

const maxRemembered = 1_000

/** An access log into `daybook` itself, one event an actor, kind and ten minutes; an export is one of its filter. */
export function createAccessLog(daybook: ViewableDaybook, { clock, report }: AccessLogOptions): AccessLog {
  const told = new Map<string, number>()
  let usable = isWritable(daybook)
  return {
    tell(action, { tenant }, data) {
      if (!usable || !isWritable(daybook)) return
      const what = action === 'daybook.exported' ? data : undefined
      const key = actorKey()
      const now = clock()
      if (key !== undefined) {
        const remembered = JSON.stringify([action, key, tenant, what])
        const last = told.get(remembered)
        if (last !== undefined && now - last < windowMillis) return
        if (told.size >= maxRemembered) told.clear()
        told.set(remembered, now)
      }
      daybook.log(action, { data, ...(tenant !== undefined && { tenant }) }).catch((error: unknown) => {
        // The app's catalog has no such events: it will not have them at the next page either.
        if (isDaybookError(error) && error.code === 'DAYBOOK_UNKNOWN_ACTION') usable = false
        report(error)
      })
    },
  }
}

function isWritable(daybook: ViewableDaybook): daybook is ViewableDaybook & Writable {
  return 'log' in daybook && typeof daybook.log === 'function'
}

/** Who acts, as far as it can be told apart; undefined where it cannot, and then nothing is coalesced. */
function actorKey(): string | undefined {
  try {
    const { actor } = context.current()
    const who: unknown = typeof actor === 'function' ? actor() : actor
    if (who === undefined || who === null) return ''
    const { type, id } = who as { readonly type?: unknown; readonly id?: unknown }
    return type === undefined || id === undefined ? undefined : `${String(type)}:${String(id)}`
  } catch {
    return undefined
  }
}
