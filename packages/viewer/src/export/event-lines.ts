import type { DaybookEvent } from '@daybook/core'
import type { ExportFormat } from '../components/links.ts'
import { csvLine } from './csv.ts'

/** A format of a download: what begins it, each event, what ends it. */
interface EventLines {
  readonly type: string
  readonly begin: string
  line(event: DaybookEvent, index: number): string
  readonly end: string
}

type Column = readonly [name: string, read: (event: DaybookEvent) => string | number | null]

const columns: readonly Column[] = [
  ['id', ({ id }) => id],
  ['occurredAt', ({ occurredAt }) => occurredAt.toISOString()],
  ['recordedAt', ({ recordedAt }) => recordedAt?.toISOString() ?? null],
  ['tenant', ({ tenant }) => tenant],
  ['action', ({ action }) => action],
  ['outcome', ({ outcome }) => outcome],
  ['reason', ({ reason }) => reason],
  ['actorType', ({ actor }) => actor?.type ?? null],
  ['actorId', ({ actor }) => actor?.id ?? null],
  ['actorName', ({ actor }) => actor?.name ?? null],
  ['targetType', ({ target }) => target?.type ?? null],
  ['targetId', ({ target }) => target?.id ?? null],
  ['targetName', ({ target }) => target?.name ?? null],
  ['note', ({ note }) => note],
  ['requestId', ({ requestId }) => requestId],
  ['traceId', ({ traceId }) => traceId],
  ['ip', ({ ip }) => ip],
  ['statusCode', ({ statusCode }) => statusCode],
  ['durationMs', ({ durationMs }) => durationMs],
  ['version', ({ version }) => version],
  ['data', ({ data }) => JSON.stringify(data)],
  ['changes', ({ changes }) => (changes ? JSON.stringify(changes) : null)],
  ['context', ({ context }) => JSON.stringify(context)],
]

/** How events are written in each format. */
export const eventLines: { readonly [F in ExportFormat]: EventLines } = {
  csv: {
    type: 'text/csv; charset=utf-8',
    begin: csvLine(columns.map(([name]) => name)),
    line: (event) => csvLine(columns.map(([, read]) => read(event))),
    end: '',
  },
  ndjson: {
    type: 'application/x-ndjson; charset=utf-8',
    begin: '',
    line: (event) => `${JSON.stringify(event)}\n`,
    end: '',
  },
  json: {
    type: 'application/json; charset=utf-8',
    begin: '[',
    line: (event, index) => `${index === 0 ? '\n' : ',\n'}${JSON.stringify(event)}`,
    end: '\n]\n',
  },
}
