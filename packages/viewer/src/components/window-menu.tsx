import { shortInstantText } from '../format/instant-text.ts'
import { type ListQuery, withoutCursor } from '../query/list-query.ts'
import { filterText } from '../query/list-search.ts'
import { presets, startOf, type WindowStart } from '../query/time-window.ts'
import { windowName } from '../words/window-name.ts'
import { words } from '../words/words.ts'
import type { Links } from './links.ts'

interface WindowMenuProps {
  readonly query: ListQuery
  readonly links: Links
  readonly now: number
}

/** The window of the list: the ready ones, and a form for any other. */
export function WindowMenu({ query, links, now }: WindowMenuProps) {
  const { since, until } = query
  const { until: _, ...open } = withoutCursor(query)
  return (
    <details class="menu window">
      <summary class="button">{rangeText(since, until, now)}</summary>
      <div class="pop">
        <ul>
          {presets.map((preset) => (
            <li key={preset}>
              <a
                href={links.list({ ...open, since: preset })}
                aria-current={since === preset && !until ? 'true' : undefined}
              >
                {words.window[preset]}
              </a>
            </li>
          ))}
        </ul>
        <form class="range" method="get" action="./" aria-label={words.window.custom}>
          <input type="hidden" name="q" value={filterText(query)} />
          <RangeEnd name="since" label={words.window.begin} value={startOf(since, now)} />
          <RangeEnd name="until" label={words.window.end} value={until ?? new Date(now)} />
          <button type="submit">{words.window.apply}</button>
        </form>
      </div>
    </details>
  )
}

function RangeEnd({ name, label, value }: { name: string; label: string; value: Date | undefined }) {
  return (
    <label>
      <span>
        {label} (<span class="zone">{words.list.zone}</span>)
      </span>
      <input type="datetime-local" name={name} value={value?.toISOString().slice(0, 16) ?? ''} />
    </label>
  )
}

/** `Last 24 hours`, or `20 Nov, 09:14 – 21 Nov, 10:00`. */
function rangeText(since: WindowStart, until: Date | undefined, now: number): string {
  if (!until)
    return since instanceof Date ? words.window.from(shortInstantText(since, now)) : windowName(since)
  const start = startOf(since, now)
  const end = shortInstantText(until, now)
  return start ? `${shortInstantText(start, now)} – ${end}` : words.window.until(end)
}
