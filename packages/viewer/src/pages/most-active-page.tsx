import { Isolated } from '../components/isolated.tsx'
import type { Links } from '../components/links.ts'
import { numberText } from '../format/count-text.ts'
import { actorName, referenceId, targetName } from '../format/reference-name.ts'
import { presets } from '../query/time-window.ts'
import { words } from '../words/words.ts'
import type { FoundMostActive } from './find-most-active.ts'

interface MostActivePageProps {
  readonly found: FoundMostActive
  readonly links: Links
}

/** The actors who did most in a window, or the targets to which most was done. */
export function MostActivePage({ found: { role, since, rows, events, capped }, links }: MostActivePageProps) {
  const said = words.mostActive[role]
  const highest = rows[0]?.count ?? 1
  const address = role === 'actor' ? links.actors : links.targets
  return (
    <article class="figures-page">
      <h1>{said.title}</h1>
      <nav class="windows" aria-label={words.filter.since}>
        {presets.map((preset) => (
          <a
            key={preset}
            class="button"
            href={address(preset)}
            aria-current={preset === since ? 'true' : undefined}
          >
            {words.window[preset]}
          </a>
        ))}
      </nav>
      {capped && <p class="capped">{words.facets.capped(numberText(events))}</p>}
      {rows.length === 0 ? (
        <p class="capped">{said.none}</p>
      ) : (
        <table class="ranking">
          <thead>
            <tr>
              <th scope="col">{said.column}</th>
              <th scope="col" class="number">
                {words.mostActive.events}
              </th>
              <th scope="col" class="share">
                <span class="unseen">{words.mostActive.share}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ value, count }) => (
              <tr key={referenceId(value)}>
                <td>
                  <a href={role === 'actor' ? links.actor({ ...value }) : links.target(value)}>
                    <Isolated text={role === 'actor' ? actorName(value) : targetName(value)} />
                  </a>{' '}
                  <span class="code">
                    <Isolated text={referenceId(value)} />
                  </span>
                </td>
                <td class="number">{numberText(count)}</td>
                <td class="share">
                  <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                    <rect x={0} y={0} width={(count / highest) * 100} height={10} />
                  </svg>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </article>
  )
}
