import type { JsonObject } from '@daybook/core'
import { words } from '../words/words.ts'
import { numberText } from './count-text.ts'
import { visibleText } from './visible-text.ts'

/** The key under which a cut object says how many of its entries are missing. */
export const omittedKey = '$daybookOmitted'

/** What a mark in stored JSON says to a reader. */
export function markText(mark: JsonObject): string {
  const { $daybook: kind, value, length, depth, omitted, type, name } = mark
  switch (kind) {
    case 'redacted':
    case 'circular':
    case 'unreadable':
    case 'date':
      return words.mark[kind]
    case 'number':
      return visibleText(String(value))
    case 'bytes':
      return words.mark.bytes(amount(length))
    case 'hashed':
      return words.mark.hashed(amount(length))
    case 'unsupported':
      return words.mark.unsupported(visibleText([type, name].filter(Boolean).join(' ')))
    case 'truncated':
      if (length !== undefined) return words.mark.cutText(amount(length))
      if (depth !== undefined) return words.mark.cutDepth
      return words.mark.cutRest(amount(omitted ?? mark[omittedKey]))
    default:
      return visibleText(String(kind))
  }
}

function amount(value: unknown): string {
  return typeof value === 'number' ? numberText(value) : visibleText(String(value))
}
