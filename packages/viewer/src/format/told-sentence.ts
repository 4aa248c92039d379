import { type Catalog, type DaybookEvent, isMark, type Json } from '@daybook/core'
import { actorName, targetName } from './reference-name.ts'
import { sentenceOf, sentenceText } from './sentence.ts'
import { visibleText } from './visible-text.ts'

/** A part of a sentence that the app gave for an action. */
export interface ToldPart {
  readonly kind: 'text' | 'actor' | 'target' | 'value'
  readonly text: string
}

// A sentence is read at a glance.
const maxLength = 120

/**
 * An event in the words of its catalog entry: `{actor} settled {target} with {data.amount}`. Undefined without such words,
 * for an event that did not succeed, and for one that lacks a value of them: there the usual sentence says what is known.
 */
export function toldSentence(event: DaybookEvent, catalog: Catalog): readonly ToldPart[] | undefined {
  const template = Object.hasOwn(catalog, event.action) ? catalog[event.action]?.sentence : undefined
  if (template === undefined || event.outcome !== 'success') return undefined
  const parts: ToldPart[] = []
  // Split by a group, every second part is a name.
  for (const [index, piece] of template.split(/\{([^{}]+)\}/).entries()) {
    if (piece === '') continue
    const part = index % 2 === 0 ? ({ kind: 'text', text: piece } as const) : partOf(event, piece.trim())
    if (part === undefined) return undefined
    parts.push({ ...part, text: visibleText(part.text) })
  }
  return parts
}

/** An event as a sentence in plain text. */
export function eventText(event: DaybookEvent, catalog: Catalog): string {
  const parts = toldSentence(event, catalog)
  return parts ? parts.map(({ text }) => text).join('') : sentenceText(sentenceOf(event))
}

function partOf(event: DaybookEvent, name: string): ToldPart | undefined {
  const { actor, target } = event
  if (name === 'actor') return { kind: 'actor', text: actorName(actor) }
  if (name === 'target') return target ? { kind: 'target', text: targetName(target) } : undefined
  const text = valueText(name.split('.').reduce(below, event as unknown as Json | undefined))
  return text === undefined ? undefined : { kind: 'value', text }
}

function below(value: Json | undefined, key: string): Json | undefined {
  if (typeof value !== 'object' || value === null || isMark(value)) return undefined
  return Object.getOwnPropertyDescriptor(value, key)?.value
}

function valueText(value: Json | undefined): string | undefined {
  if (value === undefined || value === null || typeof value === 'object') return undefined
  const text = String(value)
  return text.length > maxLength ? `${text.slice(0, maxLength).toWellFormed()}…` : text
}
