import type { Links } from '../components/links.ts'
import { windowText } from '../components/list-head.tsx'
import { Message } from '../components/message.tsx'
import { Prose } from '../components/prose.tsx'
import { countText } from '../format/count-text.ts'
import { instantText } from '../format/instant-text.ts'
import { visibleText } from '../format/visible-text.ts'
import { without } from '../query/edit-query.ts'
import { defaultQuery, withoutCursor } from '../query/list-query.ts'
import { words } from '../words/words.ts'
import type { FoundList } from './find-list.ts'

interface NothingFoundProps {
  readonly found: FoundList
  readonly links: Links
  /** Events come by themselves. */
  readonly live?: boolean
}

/** Why the list is empty, with the step that fills it. */
export function NothingFound({ found, links, live = false }: NothingFoundProps) {
  const { query, empty, now } = found
  const { state, filter } = words
  const first = withoutCursor(query)
  switch (empty?.why) {
    case 'no-events':
      return (
        <Message title={state.firstRun.title}>
          <p>{state.firstRun.text}</p>
          <pre>
            <code>{state.firstRun.snippet}</code>
          </pre>
          <p>{state.firstRun.shell}</p>
          <pre>
            <code>{state.firstRun.command}</code>
          </pre>
          {live && <p class="scripted waiting">{state.firstRun.waiting}</p>}
          <a class="button" href={links.list(defaultQuery)}>
            {state.firstRun.again}
          </a>
        </Message>
      )
    case 'window':
      return (
        <Message title={state.emptyWindow.title(windowText(query, now))}>
          <p>{state.emptyWindow.newest(`${instantText(empty.newest)} ${words.list.zone}`)}</p>
          <a class="button" href={links.list({ ...defaultQuery, since: 'all' })}>
            {state.emptyWindow.showAll}
          </a>
        </Message>
      )
    case 'filters':
      return (
        <Message title={state.noMatch.title}>
          <Prose
            text={state.noMatch.without(
              eventsText(empty.without, windowText(query, now)),
              query.tokens.map(({ text }) => text),
            )}
          />
          <div class="actions">
            {query.tokens.map((token, index) => (
              <a key={index} class="button" href={links.list(without(query, token))}>
                <bdi>{filter.remove(visibleText(token.text))}</bdi>
              </a>
            ))}
            {query.tokens.length > 1 && (
              <a class="button" href={links.list({ ...first, tokens: [] })}>
                {filter.clear}
              </a>
            )}
            {query.since !== 'all' && (
              <a class="button" href={links.list({ ...first, since: 'all' })}>
                {state.emptyWindow.showAll}
              </a>
            )}
          </div>
        </Message>
      )
    default:
      return (
        <Message title={state.emptyPage.title}>
          <p>{state.emptyPage.text}</p>
          <a class="button" href={links.list(first)}>
            {state.emptyPage.first}
          </a>
        </Message>
      )
  }
}

/** `49 events in the last 24 hours`. */
function eventsText(count: number, window: string): string {
  return [countText(count), words.list.events(count), window].filter(Boolean).join(' ')
}
