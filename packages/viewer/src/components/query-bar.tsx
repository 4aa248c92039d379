import { visibleText } from '../format/visible-text.ts'
import { without } from '../query/edit-query.ts'
import type { ListQuery, ListToken } from '../query/list-query.ts'
import { queryText } from '../query/list-search.ts'
import { words } from '../words/words.ts'
import { ExportMenu } from './export-menu.tsx'
import type { Links } from './links.ts'
import { Prose } from './prose.tsx'
import { ViewsMenu } from './views-menu.tsx'
import { WindowMenu } from './window-menu.tsx'

interface QueryBarProps {
  readonly query: ListQuery
  readonly links: Links
  readonly now: number
  /** How many events an export would hold; absent, there is none. */
  readonly count?: number
}

/**
 * The query box, which says all that the list is asked for, and what edits it. A plain form: sent, what is typed joins
 * the tokens. Each token can be removed by its link.
 */
export function QueryBar({ query, links, now, count }: QueryBarProps) {
  const bad = query.tokens.filter(({ problem }) => problem !== undefined)
  const window = queryText({ ...query, tokens: [] })
  return (
    <div class="query-bar">
      <form class="query" method="get" action="./" aria-label={words.filter.label}>
        <div class="box">
          {window !== '' && <input type="hidden" name="q" value={window} />}
          {query.tokens.map((token, index) => (
            <Token key={index} token={token} href={links.list(without(query, token))} />
          ))}
          <input
            class="typed"
            type="text"
            name="q"
            aria-label={words.filter.box}
            data-suggestions={words.filter.suggestions}
            placeholder={query.tokens.length === 0 ? words.filter.example : words.filter.more}
            autocomplete="off"
            autocapitalize="none"
            enterkeyhint="search"
            spellcheck={false}
            {...(bad.length > 0 && { 'aria-invalid': 'true', 'aria-describedby': 'problems' })}
          />
          <kbd class="scripted">/</kbd>
        </div>
        <button type="submit" class="unscripted">
          {words.filter.apply}
        </button>
      </form>
      <div class="tools">
        <WindowMenu query={query} links={links} now={now} />
        <ViewsMenu />
        {count !== undefined && count > 0 && (
          <ExportMenu count={count} query={query} links={links} now={now} />
        )}
      </div>
      {bad.length > 0 && <Problems bad={bad} query={query} links={links} />}
    </div>
  )
}

function Token({ token, href }: { token: ListToken; href: string }) {
  const { key, text, problem } = token
  const shown = visibleText(text)
  const colon = shown.indexOf(':') + 1
  return (
    <span class={problem === undefined ? 'token' : 'token bad'} data-key={key}>
      <input type="hidden" name="q" value={text} />
      <bdi class="text">
        <span class="key">{shown.slice(0, colon)}</span>
        {shown.slice(colon)}
      </bdi>
      <a href={href} aria-label={words.filter.remove(shown)} title={words.filter.remove(shown)}>
        ×
      </a>
    </span>
  )
}

function Problems({ bad, query, links }: { bad: readonly ListToken[]; query: ListQuery; links: Links }) {
  return (
    <div class="problems" id="problems" role="alert">
      <ul>
        {bad.map((token, index) => (
          <li key={index}>
            <code>{visibleText(token.text)}</code>
            <Prose text={token.problem ?? ''} />
            {token.fix !== undefined && (
              <a class="button" href={links.list({ ...query, tokens: replaced(query, token, token.fix) })}>
                {words.filter.use(visibleText(token.fix))}
              </a>
            )}
            <a class="button" href={links.list(without(query, token))}>
              {words.filter.remove(visibleText(token.text))}
            </a>
          </li>
        ))}
      </ul>
    </div>
  )
}

function replaced({ tokens }: ListQuery, token: ListToken, text: string): readonly ListToken[] {
  return tokens.map((each) => (each === token ? { ...each, text } : each))
}
