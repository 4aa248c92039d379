import type { TargetReference } from '@daybook/core'
import { words } from '../words/words.ts'

/** What a reference is called without its type: its name, else its id. */
export function shortName({ id, name }: TargetReference): string {
  return name || (id ?? words.unsaved)
}

/** `User:7`, the form in which a filter takes it. */
export function referenceId({ type, id }: TargetReference): string {
  return id === null ? type : `${type}:${id}`
}

/** What an actor is called: its name, else `User:7`. */
export function actorName(actor: TargetReference | null): string {
  return actor ? actor.name || referenceId(actor) : words.anonymous
}

/** What a target is called: `Invoice INV-0042`. */
export function targetName(target: TargetReference): string {
  return `${target.type} ${shortName(target)}`
}
