import { type Changes, type DaybookEvent, type FieldChange, isMark, type Json } from '@daybook/core'
import { words } from '../words/words.ts'
import { markText } from './mark-text.ts'
import { pointerPath } from './pointer-path.ts'
import { visibleText } from './visible-text.ts'

// Beyond this a line shows nothing more.
const maxLength = 200

/**
 * One line that says what an event did: why it failed or was denied, else the fields that changed, else two plain
 * values of its data, else its note. Empty where there is nothing to say.
 */
export function whatChanged(event: DaybookEvent): string {
  const line =
    (event.outcome !== 'success' && event.reason) ||
    (event.changes && changedFields(event.changes)) ||
    plainValues(event.data) ||
    event.note ||
    event.reason ||
    ''
  return visibleText(line.length > maxLength ? `${line.slice(0, maxLength).toWellFormed()}…` : line)
}

function changedFields(changes: Changes): string {
  const fields = Object.entries(changes)
  const [first] = fields
  if (first && fields.length === 1) return oneChange(...first)
  if (fields.length > 3) return words.list.fields(fields.length)
  return fields.map(([pointer]) => pointerPath(pointer)).join(', ')
}

function oneChange(pointer: string, { before, after }: FieldChange): string {
  const path = pointerPath(pointer)
  const [was, is] = [before, after].map((side) => (side === undefined ? undefined : plainText(side)))
  return was !== undefined && is !== undefined ? `${path} ${was} → ${is}`.trim() : path
}

function plainValues(data: Json): string {
  if (typeof data !== 'object' || data === null) return plainText(data) ?? ''
  if (Array.isArray(data) || isMark(data)) return ''
  const values: string[] = []
  for (const [key, value] of Object.entries<Json>(data)) {
    const text = plainText(value)
    if (text !== undefined) values.push(`${key} ${text}`)
    if (values.length === 2) break
  }
  return values.join(' · ')
}

function plainText(value: Json): string | undefined {
  if (value === null) return 'null'
  if (typeof value !== 'object') return String(value)
  return isMark(value) ? markText(value) : undefined
}
