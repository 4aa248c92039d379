import type { FacetCount, TargetReference } from '@daybook/core'
import type { Links } from '../components/links.ts'
import { actorName, referenceId, targetName } from '../format/reference-name.ts'
import { visibleText } from '../format/visible-text.ts'
import { queryOf } from '../query/edit-query.ts'
import type { EventReader } from '../viewer/event-reader.ts'
import { words } from '../words/words.ts'

/** A page that the reader may be looking for. */
export interface Jump {
  readonly label: string
  readonly note: string
  readonly href: string
}

const windowMillis = 30 * 24 * 60 * 60 * 1000
const each = 4

// Enough events to know who is there, few enough to be quick at every key.
const cap = 20_000

/** Objects, actors and actions of the last month that begin with `text`; what is called exactly that comes first. */
export async function findJumps(
  reader: EventReader,
  text: string,
  { links, now }: { links: Links; now: number },
): Promise<readonly Jump[]> {
  if (text === '') return []
  const since = new Date(now - windowMillis)
  const options = { values: 50, cap }
  const [targets, actors, actions] = await Promise.all([
    reader.summarise({ since, target: { prefix: text } }, { ...options, facets: ['target'] }),
    reader.summarise({ since, actor: { prefix: text } }, { ...options, facets: ['actor'] }),
    reader.summarise({ since, action: `${text}*` }, { ...options, facets: ['action'] }),
  ])
  const found = [
    ...best<TargetReference>(targets.facets.target, text).map((value) => ({
      value,
      label: targetName(value),
      href: links.target(value),
    })),
    ...best<TargetReference>(actors.facets.actor, text).map((value) => ({
      value,
      label: actorName(value),
      href: links.actor(value),
    })),
  ]
  return [
    ...found
      .toSorted((a, b) => Number(isExactly(b.value, text)) - Number(isExactly(a.value, text)))
      .map(({ value, label, href }) => ({
        label: visibleText(label),
        note: visibleText(referenceId(value)),
        href,
      })),
    ...actions.facets.action.slice(0, each).map(({ value }) => ({
      label: visibleText(value),
      note: words.palette.action,
      href: links.list(queryOf('action', value, '30d')),
    })),
  ]
}

function best<R extends TargetReference>(
  counts: readonly FacetCount<R | null>[],
  text: string,
): readonly R[] {
  return counts
    .flatMap(({ value }) => (value === null ? [] : [value]))
    .toSorted((a, b) => Number(isExactly(b, text)) - Number(isExactly(a, text)))
    .slice(0, each)
}

function isExactly({ type, id, name }: TargetReference, text: string): boolean {
  return [id, name, type, `${type}:${id}`].some((part) => part?.toLowerCase() === text.toLowerCase())
}
