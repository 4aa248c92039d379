import type { Catalog, Changes, Reference } from '@daybook/core'
import { recordedChangeOf } from '@daybook/core/changes'
import { ChangesTable } from '../components/changes-table.tsx'
import { Isolated } from '../components/isolated.tsx'
import { JsonValue } from '../components/json-view.tsx'
import type { Links } from '../components/links.ts'
import { Prose } from '../components/prose.tsx'
import { Time } from '../components/time.tsx'
import { Zone } from '../components/zone.tsx'
import { instantText } from '../format/instant-text.ts'
import { pointerPath } from '../format/pointer-path.ts'
import { referenceId, targetName } from '../format/reference-name.ts'
import { eventText } from '../format/told-sentence.ts'
import { words } from '../words/words.ts'
import type { FoundState, FoundStates } from './find-states.ts'

interface StatesPageProps {
  readonly found: FoundStates
  readonly catalog: Catalog
  readonly links: Links
}

/** An object as it was at a moment, or what changed between two. */
export function StatesPage({ found, catalog, links }: StatesPageProps) {
  const { target, at, from, changes, now } = found
  const { states } = words
  return (
    <article class="timeline states">
      <header class="timeline-head">
        <h1>
          <Isolated text={statesName(found)} />
        </h1>
        <div class="figures">
          <span class="code">
            <Isolated text={referenceId(target)} />
          </span>
          {from && <MomentLine label={states.from} state={from} catalog={catalog} links={links} now={now} />}
          <MomentLine
            label={from ? states.to : states.at}
            state={at}
            catalog={catalog}
            links={links}
            now={now}
          />
        </div>
        <Steps found={found} links={links} />
      </header>
      <Caveats compared={from ? [from, at] : [at]} />
      {changes ? <Compared changes={changes} /> : <Values state={at} links={links} />}
      <CompareForm found={found} catalog={catalog} links={links} />
    </article>
  )
}

/** What the object was called at the moment. */
export function statesName({ target, at, around }: FoundStates): string {
  const known = [at.after, at.lastEvent, ...around].find((event) => isAbout(event?.target ?? null, target))
  return targetName({ ...target, ...(known?.target?.name !== undefined && { name: known.target.name }) })
}

function isAbout(reference: { type: string; id: string | null } | null, target: Reference): boolean {
  return reference?.type === target.type && reference.id === target.id
}

interface MomentLineProps {
  readonly label: string
  readonly state: FoundState
  readonly catalog: Catalog
  readonly links: Links
  readonly now: number
}

function MomentLine({ label, state: { time, after }, catalog, links, now }: MomentLineProps) {
  return (
    <span class="moment">
      {label}{' '}
      <strong>
        <Time instant={time} form="full" now={now} />
      </strong>{' '}
      <Zone />
      {after && (
        <>
          , {words.states.after}{' '}
          <a href={links.event(after.id)}>
            <bdi>{eventText(after, catalog)}</bdi>
          </a>
        </>
      )}
    </span>
  )
}

/** To the states before and after this one, and back to the history. */
function Steps({ found: { target, at, from, around }, links }: Omit<StatesPageProps, 'catalog'>) {
  const key = at.after?.id ?? at.lastEvent?.id ?? ''
  const older = around.find(({ id }) => id < key)
  const newer = around.findLast(({ id }) => id > key)
  return (
    <nav class="actions" aria-label={words.timeline.actions}>
      {!from && older && (
        <a class="button" rel="prev" href={links.states(target, older.id)}>
          {words.states.before}
        </a>
      )}
      {!from && newer && (
        <a class="button" rel="next" href={links.states(target, newer.id)}>
          {words.states.next}
        </a>
      )}
      <a class="button" href={links.target(target)}>
        {words.states.history}
      </a>
    </nav>
  )
}

// More of them says no more.
const maxPlaces = 10

/** What is not certain about the states. */
function Caveats({ compared }: { compared: readonly FoundState[] }) {
  const { states } = words
  const places = [...new Set(compared.flatMap(({ unknown }) => unknown))].map(pointerPath)
  const isComplete = compared.every(({ complete, lastEvent }) => complete || lastEvent === null)
  if (isComplete && places.length === 0) return null
  const shown = places.slice(0, maxPlaces).map((place) => place.replaceAll('`', "'"))
  return (
    <div class="caveats">
      {!isComplete && <p>{states.incomplete}</p>}
      {places.length > 0 && <Prose text={states.unknown(shown, places.length - shown.length)} />}
      {places.length > 0 && compared.length > 1 && <p>{states.unknownCompared}</p>}
    </div>
  )
}

function Compared({ changes }: { changes: Changes }) {
  return (
    <section aria-label={words.states.changes}>
      {Object.keys(changes).length > 0 ? <ChangesTable changes={changes} /> : <p>{words.states.same}</p>}
    </section>
  )
}

function Values({ state, links }: { state: FoundState; links: Links }) {
  const { states, event } = words
  const { values, lastEvent } = state
  if (!values) {
    const existed = lastEvent !== null && recordedChangeOf(lastEvent).operation !== 'delete'
    return <p class="none">{existed ? states.unknownValues : states.none}</p>
  }
  const linked = Object.entries(state.links).filter(([, others]) => others.length > 0)
  return (
    <table class="changes values">
      <caption class="unseen">{states.caption}</caption>
      <thead>
        <tr>
          <th scope="col">{event.field}</th>
          <th scope="col">{states.value}</th>
        </tr>
      </thead>
      <tbody>
        {Object.entries(values).map(([field, value]) => (
          <tr key={field}>
            <th scope="row">
              <Isolated text={field} />
            </th>
            <td class="json">
              <JsonValue value={value} depth={0} />
            </td>
          </tr>
        ))}
        {linked.map(([relation, others]) => (
          <tr key={`links ${relation}`}>
            <th scope="row">
              <Isolated text={relation} /> <span class="kinds">{states.links}</span>
            </th>
            <td>
              {others.map((other) => (
                <a key={referenceId(other)} class="linked" href={links.target(other)}>
                  <Isolated text={targetName(other)} />
                </a>
              ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** A plain form: it works without script. */
function CompareForm({ found: { target, at, around }, catalog, links }: StatesPageProps) {
  const { states } = words
  const others = around.filter(({ id }) => id !== at.after?.id)
  const action = links.states(target)
  if (others.length === 0 || action === undefined) return null
  return (
    <form class="compare" method="get" action={action}>
      <input type="hidden" name="at" value={at.after?.id ?? at.time.toISOString()} />
      <label>
        <span>{states.compare}</span>
        <select name="from">
          {others.map((event) => (
            <option key={event.id} value={event.id}>
              {`${instantText(event.occurredAt)} ${words.list.zone} · ${eventText(event, catalog)}`}
            </option>
          ))}
        </select>
      </label>
      <button type="submit">{states.apply}</button>
    </form>
  )
}
