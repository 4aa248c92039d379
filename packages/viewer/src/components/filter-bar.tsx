import type { Outcome } from '@daybook/core'
import { shortInstantText } from '../format/instant-text.ts'
import { filtersIn, type ListQuery } from '../query/list-query.ts'
import { startText } from '../query/list-search.ts'
import { formatReference } from '../query/reference-text.ts'
import { type Preset, presets } from '../query/time-window.ts'
import { words } from '../words/words.ts'
import type { Links } from './links.ts'
import { OutcomeShape } from './outcome-mark.tsx'

interface FilterBarProps {
  readonly query: ListQuery
  readonly links: Links
  readonly now: number
}

/** The filters as one plain form: sending it makes the address of the list it asks for. */
export function FilterBar({ query, links, now }: FilterBarProps) {
  return (
    <form class="filter" method="get" action="./" aria-label={words.filter.label}>
      <div class="fields">
        <Field name="action" value={query.action} />
        <Field name="actor" value={query.actor && formatReference(query.actor)} />
        <Field name="target" value={query.target && formatReference(query.target)} />
        <Field name="request" value={query.request} />
      </div>
      <fieldset class="outcomes">
        <legend class="unseen">{words.filter.outcome}</legend>
        {(Object.keys(words.outcome) as Outcome[]).map((outcome) => (
          <OutcomeToggle key={outcome} outcome={outcome} on={query.outcome?.includes(outcome) ?? false} />
        ))}
      </fieldset>
      <WindowSelect query={query} now={now} />
      {query.until && <input type="hidden" name="until" value={query.until.toISOString()} />}
      <button type="submit">{words.filter.apply}</button>
      {(filtersIn(query).length > 0 || query.until) && (
        <a class="button quiet" href={links.list({ since: query.until ? '24h' : query.since })}>
          {words.filter.clear}
        </a>
      )}
    </form>
  )
}

function Field({ name, value }: { name: keyof typeof words.filter.examples; value: string | undefined }) {
  return (
    <label class="field" title={words.filter.help[name]}>
      <span>{words.filter[name]}:</span>
      <input
        type="text"
        name={name}
        value={value ?? ''}
        list={`${name}-values`}
        placeholder={words.filter.examples[name]}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
      />
    </label>
  )
}

function OutcomeToggle({ outcome, on }: { outcome: Outcome; on: boolean }) {
  return (
    <label class="toggle">
      <input type="checkbox" name="outcome" value={outcome} checked={on} />
      <OutcomeShape outcome={outcome} />
      {words.outcome[outcome]}
    </label>
  )
}

function WindowSelect({ query: { since }, now }: { query: ListQuery; now: number }) {
  return (
    <select name="since" aria-label={words.filter.since}>
      {since instanceof Date && (
        <option value={startText(since)} selected>
          {words.window.from(shortInstantText(since, now))}
        </option>
      )}
      {(Object.keys(presets) as Preset[]).map((preset) => (
        <option key={preset} value={preset} selected={since === preset}>
          {words.window[preset]}
        </option>
      ))}
    </select>
  )
}
