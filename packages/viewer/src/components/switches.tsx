import { months, weekdays } from '../format/instant-text.ts'
import { words } from '../words/words.ts'

/** How the page looks to this reader: zone of times, theme, row height. Kept by the browser; the script sets them. */
export function Switches() {
  const { switches } = words
  const zoneWords = {
    utc: words.list.zone,
    label: switches.zoneLabel,
    today: words.list.today,
    yesterday: words.list.yesterday,
    months,
    weekdays,
  }
  return (
    <div class="switches scripted">
      <span aria-hidden="true">{switches.timesIn}</span>
      <button
        type="button"
        class="zone-switch"
        data-command={switches.zoneCommand}
        data-words={JSON.stringify(zoneWords)}
      >
        {words.list.zone}
      </button>
      <details class="menu look">
        <summary class="button">{switches.theme}</summary>
        <div class="pop">
          {(['theme', 'density'] as const).map((name) => (
            <fieldset key={name}>
              <legend>{switches[name]}</legend>
              {Object.entries(switches[`${name}s`]).map(([to, label]) => (
                <button
                  key={to}
                  type="button"
                  data-set={name}
                  data-to={to === 'usual' ? '' : to}
                  data-command={`${switches[name]}: ${label}`}
                >
                  {label}
                </button>
              ))}
            </fieldset>
          ))}
        </div>
      </details>
    </div>
  )
}
