import type { FacetCount, Outcome, Reference } from '@daybook/core'
import { formatReference } from '@daybook/core/query'
import type { Child } from 'hono/jsx'
import { numberText } from '../format/count-text.ts'
import { actorName } from '../format/reference-name.ts'
import { visibleText } from '../format/visible-text.ts'
import { type FoundSummary, facetValues } from '../pages/find-summary.ts'
import { choices, toggled } from '../query/edit-query.ts'
import { words } from '../words/words.ts'
import { Isolated } from './isolated.tsx'
import type { Links } from './links.ts'

interface FacetsProps {
  readonly found: FoundSummary
  readonly links: Links
}

/** What the list can be narrowed by: the most frequent values in the window, each a link that adds or removes it. */
export function Facets({ found: { query, summary }, links }: FacetsProps) {
  const isOn = (key: string, value: string) => choices(query, key).includes(value)
  const toggle = (key: string, value: string) => links.list(toggled(query, key, value))
  const { outcome, action, actor, targetType } = summary.facets
  const values = <V,>(counts: readonly FacetCount<V | null>[]) =>
    counts.filter((each): each is FacetCount<V> => each.value !== null).slice(0, facetValues)
  return (
    <aside class="facets" id="facets" aria-label={words.facets.label}>
      {summary.capped && <p class="capped">{words.facets.capped(numberText(summary.events))}</p>}
      <Facet title={words.facets.outcome}>
        {(Object.keys(words.outcome) as Outcome[]).map((value) => {
          const count = outcome.find((each) => each.value === value)?.count ?? 0
          const on = isOn('outcome', value)
          // Those that were filtered away were not counted.
          const counted = on || !query.tokens.some(({ key }) => key === 'outcome')
          return (
            <FacetLink key={value} on={on} href={toggle('outcome', value)} {...(counted && { count })}>
              {words.outcome[value]}
            </FacetLink>
          )
        })}
      </Facet>
      <Facet title={words.facets.action}>
        {values(action).map(({ value, count }) => (
          <FacetLink key={value} on={isOn('action', value)} href={toggle('action', value)} count={count}>
            <Isolated text={value} />
          </FacetLink>
        ))}
      </Facet>
      <Facet
        title={words.facets.actor}
        {...(actor.length > facetValues && {
          more: [links.actors(query.since), words.mostActive.actor.title],
        })}
      >
        {values<Reference>(actor).map(({ value, count }) => {
          const text = formatReference(value)
          return (
            <FacetLink key={text} on={isOn('actor', text)} href={toggle('actor', text)} count={count}>
              <Isolated text={actorName(value)} />
            </FacetLink>
          )
        })}
      </Facet>
      <Facet
        title={words.facets.targetType}
        more={[links.targets(query.since), words.mostActive.target.title]}
      >
        {values<string>(targetType).map(({ value, count }) => {
          const text = formatReference({ type: value })
          return (
            <FacetLink key={text} on={isOn('target', text)} href={toggle('target', text)} count={count}>
              <Isolated text={value} />
            </FacetLink>
          )
        })}
      </Facet>
    </aside>
  )
}

function Facet({
  title,
  more,
  children,
}: {
  title: string
  more?: readonly [href: string, text: string]
  children?: Child
}) {
  const list = Array.isArray(children) ? children.flat() : [children]
  if (list.length === 0) return null
  return (
    <section class="facet">
      <h2>{title}</h2>
      <ul>{children}</ul>
      {more && (
        <a class="more" href={more[0]}>
          {more[1]}
        </a>
      )}
    </section>
  )
}

interface FacetLinkProps {
  readonly on: boolean
  readonly href: string
  readonly count?: number
  readonly children?: Child
}

function FacetLink({ on, href, count, children }: FacetLinkProps) {
  return (
    <li>
      <a class={on ? 'value on' : 'value'} href={href} aria-current={on ? 'true' : undefined}>
        <span class="name">{children}</span>
        {count !== undefined && <span class="count">{numberText(count)}</span>}
        {on && <span class="unseen">{visibleText(words.facets.remove)}</span>}
      </a>
    </li>
  )
}
