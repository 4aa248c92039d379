import { words } from '../words/words.ts'

/** The name of the zone that the times around it are in. */
export function Zone() {
  return <span class="zone">{words.list.zone}</span>
}
