import { type DaybookError, isDaybookError } from '@daybook/core'
import { numberText } from '../format/count-text.ts'
import { BadQuery } from '../query/bad-query.ts'
import { TooSlow } from '../viewer/deadline.ts'
import { words } from '../words/words.ts'
import { cannotSummarise } from './cannot-summarise.ts'
import { HistoryTooLong, historyLimit } from './find-states.ts'
import type { Notice } from './notice-page.tsx'

/** A failure as its reader is told of it. */
export interface FailureNotice {
  readonly status: 400 | 500 | 503
  readonly notice: Notice
  /** What a program can go by, where there is an error of that name. */
  readonly code?: DaybookError['code']
}

// What core says about a query; its values came from the address.
const queryCodes: readonly string[] = ['DAYBOOK_BAD_QUERY', 'DAYBOOK_BAD_TIME', 'DAYBOOK_INVALID_FIELD']

/**
 * What to tell the reader about `error`, or undefined where it is nothing the reader can act on: then its details
 * stay in the server's log.
 */
export function failureNotice(error: unknown): FailureNotice | undefined {
  const { badQuery, badCursor, tableMissing, oldSchema } = words.state
  if (error instanceof BadQuery)
    return {
      status: 400,
      code: 'DAYBOOK_BAD_QUERY',
      notice: { title: badQuery.title, text: error.message, back: badQuery.open },
    }
  if (error instanceof HistoryTooLong) {
    const { title, text, back } = words.state.longHistory
    return { status: 503, notice: { title, text: text(numberText(historyLimit)), back } }
  }
  if (isTooSlow(error))
    return {
      status: 503,
      code: 'DAYBOOK_TIMEOUT',
      notice: { ...words.state.tooSlow, back: words.window['24h'] },
    }
  if (!isDaybookError(error)) return undefined
  const { code } = error
  if (code === 'DAYBOOK_BAD_CURSOR')
    return { status: 400, code, notice: { ...badCursor, back: badQuery.open } }
  if (cannotSummarise(error)) return { status: 503, code, notice: words.state.noSummaries }
  if (queryCodes.includes(code))
    return {
      status: 400,
      code,
      notice: { title: badQuery.title, text: withoutFix(error), back: badQuery.open },
    }
  const schema = { DAYBOOK_TABLE_MISSING: tableMissing, DAYBOOK_OLD_SCHEMA: oldSchema }[code as string]
  if (schema)
    return { status: 503, code, notice: { title: schema.title, text: withoutFix(error), fix: error.fix } }
  return undefined
}

/** Whether the log was given up on: by the viewer, or by the store itself. */
export function isTooSlow(error: unknown): boolean {
  return error instanceof TooSlow || (isDaybookError(error) && error.code === 'DAYBOOK_TIMEOUT')
}

function withoutFix({ message, fix }: { message: string; fix: string }): string {
  return message.endsWith(fix) ? message.slice(0, -fix.length).trimEnd() : message
}
