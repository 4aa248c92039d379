import type { Links } from '../components/links.ts'
import { numberText } from '../format/count-text.ts'
import { dayText, weekdayText } from '../format/instant-text.ts'
import { words } from '../words/words.ts'
import type { FoundUsage } from './find-usage.ts'

/** How many actors use the app: over a week, over a month, and day by day. */
export function UsagePage({ found: { windows, days }, links }: { found: FoundUsage; links: Links }) {
  const { usage } = words
  const highest = Math.max(...days.map(({ actors }) => actors), 1)
  return (
    <article class="figures-page">
      <h1>{usage.title}</h1>
      <dl class="totals">
        {windows.flatMap(({ days: length, used, active, capped }) => [
          <Total key={`used${length}`} label={usage.used(length)} value={used} capped={capped} />,
          active !== undefined && (
            <Total key={`active${length}`} label={usage.active(length)} value={active} capped={capped} />
          ),
        ])}
      </dl>
      <div class="table-head">
        <h2>{usage.perDay}</h2>
        <a class="button" href={links.usageFile()} download>
          {usage.file}
        </a>
      </div>
      <table class="ranking">
        <thead>
          <tr>
            <th scope="col">{`${usage.day} (${words.list.zone})`}</th>
            <th scope="col" class="number">
              {usage.actors}
            </th>
            <th scope="col" class="number">
              {usage.events}
            </th>
            <th scope="col" class="share">
              <span class="unseen">{words.mostActive.share}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {days.toReversed().map(({ day, actors, events, capped }) => (
            <tr key={day.getTime()}>
              <td>
                <a
                  href={links.list({
                    tokens: [],
                    since: day,
                    until: new Date(day.getTime() + 24 * 60 * 60 * 1000),
                  })}
                >
                  <time
                    datetime={day.toISOString().slice(0, 10)}
                  >{`${weekdayText(day)}, ${dayText(day)}`}</time>
                </a>
              </td>
              <td class="number">{countOf(actors, capped)}</td>
              <td class="number">{countOf(events, capped)}</td>
              <td class="share">
                <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                  <rect x={0} y={0} width={(actors / highest) * 100} height={10} />
                </svg>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </article>
  )
}

function Total({ label, value, capped }: { label: string; value: number; capped: boolean }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{countOf(value, capped)}</dd>
    </div>
  )
}

function countOf(count: number, capped: boolean): string {
  return `${numberText(count)}${capped ? '+' : ''}`
}
