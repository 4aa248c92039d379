import { countText } from '../format/count-text.ts'
import { type ListQuery, settled } from '../query/list-query.ts'
import { words } from '../words/words.ts'
import { exportFormats, type Links } from './links.ts'

interface ExportMenuProps {
  readonly count: number
  readonly query: ListQuery
  readonly links: Links
  readonly now: number
}

/** Downloads of exactly the events that a query finds now, in each format. */
export function ExportMenu({ count, query, links, now }: ExportMenuProps) {
  return (
    <details class="menu export">
      <summary class="button">{words.export.all(countText(count))}</summary>
      <div class="pop">
        <ul>
          {exportFormats.map((format) => (
            <li key={format}>
              <a href={links.export(format, settled(query, now))} download>
                {words.export.as(format)}
              </a>
            </li>
          ))}
        </ul>
      </div>
    </details>
  )
}
