import type { ExportFormat } from '../components/links.ts'
import { eventLines } from '../export/event-lines.ts'
import { exportStream } from '../export/export-stream.ts'
import { type ListQuery, toFindFilter } from '../query/list-query.ts'
import type { EventReader } from './event-reader.ts'
import { fileResponse } from './responses.ts'
import type { RouteSettings } from './route-settings.ts'

/** Where exports are made, a few at a time. */
export interface ExportDesk {
  /** The events of a query as a file; undefined while as many exports are running as may. */
  answer(reader: EventReader, file: string, query: ListQuery, method: string): Response | undefined
}

// Each holds a page of events and a connection's time.
const maxRunning = 4

/** A desk for one viewer. */
export function createExportDesk({ clock, report }: Pick<RouteSettings, 'clock' | 'report'>): ExportDesk {
  let running = 0
  return {
    answer(reader, file, query, method) {
      const format = file.slice(file.indexOf('.') + 1) as ExportFormat
      const { type } = eventLines[format]
      const now = clock()
      const name = `daybook-${new Date(now).toISOString().slice(0, 19).replaceAll(':', '')}Z.${format}`
      if (method === 'HEAD') return fileResponse(null, { type, name })
      if (running >= maxRunning) return undefined
      const events = reader.stream(toFindFilter(query, now))
      running++
      let ended = false
      const onEnd = (_: number, error?: unknown) => {
        if (ended) return
        ended = true
        running--
        if (error !== undefined) report(error)
      }
      return fileResponse(exportStream(events, { format, onEnd }), { type, name })
    },
  }
}
