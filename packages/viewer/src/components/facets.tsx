import type { FacetCount, Outcome, Reference } from '@daybook/core'
import type { Child } from 'hono/jsx'
import { numberText } from '../format/count-text.ts'
import { actorName } from '../format/reference-name.ts'
import { visibleText } from '../format/visible-text.ts'
import { type FoundSummary, facetValues } from '../pages/find-summary.ts'
import { type ListQuery, without, withoutCursor } from '../query/list-query.ts'
import { formatReference } from '../query/reference-text.ts'
import { words } from '../words/words.ts'
import { Isolated } from './isolated.tsx'
import type { Links } from './links.ts'
import { patternOf } from './pattern-of.ts'

interface FacetsProps {
  readonly found: FoundSummary
  readonly links: Links
}

/** What the list can be narrowed by: the most frequent values in the window, each a link that adds or removes it. */
export function Facets({ found: { query: asked, summary }, links }: FacetsProps) {
  const query = withoutCursor(asked)
  const { outcome, action, actor, targetType } = summary.facets
  const values = <V,>(counts: readonly FacetCount<V | null>[]) =>
    counts.filter((each): each is FacetCount<V> => each.value !== null).slice(0, facetValues)
  return (
    <aside class="facets" id="facets" aria-label={words.facets.label}>
      {summary.capped && <p class="capped">{words.facets.capped(numberText(summary.events))}</p>}
      <Facet title={words.facets.outcome}>
        {(Object.keys(words.outcome) as Outcome[]).map((value) => {
          const count = outcome.find((each) => each.value === value)?.count ?? 0
          const on = query.outcome?.includes(value) ?? false
          // Those that were filtered away were not counted.
          const counted = query.outcome === undefined || on
          return (
            <FacetLink
              key={value}
              on={on}
              href={links.list(toggled(query, value))}
              {...(counted && { count })}
            >
              {words.outcome[value]}
            </FacetLink>
          )
        })}
      </Facet>
      <Facet title={words.facets.action}>
        {values(action).map(({ value, count }) => {
          const on = query.action === value
          return (
            <FacetLink
              key={value}
              on={on}
              href={links.list(on ? without(query, 'action') : { ...query, action: value })}
              count={count}
            >
              <Isolated text={value} />
            </FacetLink>
          )
        })}
      </Facet>
      <Facet
        title={words.facets.actor}
        {...(actor.length > facetValues && {
          more: [links.actors(query.since), words.mostActive.actor.title],
        })}
      >
        {values<Reference>(actor).map(({ value, count }) => {
          const on = query.actor?.type === value.type && query.actor.id === value.id
          const href = links.list(on ? without(query, 'actor') : { ...query, actor: patternOf(value) })
          return (
            <FacetLink key={`${value.type}:${value.id}`} on={on} href={href} count={count}>
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
          const on = query.target?.type === value && query.target.id === undefined
          const href = links.list(on ? without(query, 'target') : { ...query, target: { type: value } })
          return (
            <FacetLink key={value} on={on} href={href} count={count}>
              <Isolated text={value} />
            </FacetLink>
          )
        })}
      </Facet>
      <Suggestions id="action-values" values={values<string>(action).map(({ value }) => [value, value])} />
      <Suggestions
        id="actor-values"
        values={values<Reference>(actor).map(({ value }) => [formatReference(value), actorName(value)])}
      />
      <Suggestions
        id="target-values"
        values={values<string>(targetType).map(({ value }) => [value, value])}
      />
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

function toggled(query: ListQuery, value: Outcome): ListQuery {
  const { outcome = [], ...rest } = query
  const chosen = outcome.includes(value) ? outcome.filter((each) => each !== value) : [...outcome, value]
  return chosen.length === 0 ? rest : { ...rest, outcome: chosen }
}

/** What a field of the filter bar offers while one types. */
function Suggestions({
  id,
  values,
}: {
  id: string
  values: readonly (readonly [value: string, name: string])[]
}) {
  return (
    <datalist id={id}>
      {values.map(([value, name]) => (
        <option key={value} value={value}>
          {visibleText(name)}
        </option>
      ))}
    </datalist>
  )
}
