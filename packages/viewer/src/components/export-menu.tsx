import { countText } from '../format/count-text.ts'
import type { ListQuery } from '../query/list-query.ts'
import { words } from '../words/words.ts'
import { exportFormats, type Links } from './links.ts'

interface ExportMenuProps {
  readonly count: number
  readonly query: ListQuery
  readonly links: Links
}

/** Downloads of exactly the events of a query, in each format. */
export function ExportMenu({ count, query, links }: ExportMenuProps) {
  return (
    <details class="export">
      <summary class="button">{words.export.all(countText(count))}</summary>
      <ul>
        {exportFormats.map((format) => (
          <li key={format}>
            <a href={links.export(format, query)} download>
              {words.export.as(format)}
            </a>
          </li>
        ))}
      </ul>
    </details>
  )
}
