import type { Readable } from 'node:stream'
import { parse } from 'csv-parse'
import type { SourceRecord } from './read-records.ts'

/** The lines below a header, as the events that `export --format csv` writes. Unknown columns are passed over. */
export async function* readCsv(bytes: Readable): AsyncGenerator<SourceRecord, void, undefined> {
  const parser = parse({ bom: true, columns: true, skip_empty_lines: true, relax_column_count: true })
  bytes.once('error', (error) => parser.destroy(error))
  let number = 0
  for await (const cells of bytes.pipe(parser)) {
    number++
    yield { value: fromCells(cells as Readonly<Record<string, string>>), number }
  }
}

function fromCells(cells: Readonly<Record<string, string>>): unknown {
  const text = (column: string) => (cells[column] ? cells[column] : undefined)
  const number = (column: string) => (cells[column] ? Number(cells[column]) : undefined)
  const reference = (role: 'actor' | 'target') => {
    const [type, id, name] = [text(`${role}Type`), text(`${role}Id`), text(`${role}Name`)]
    return type === undefined ? undefined : { type, id: id ?? null, ...(name !== undefined && { name }) }
  }
  try {
    const json = (column: string) => (cells[column] ? (JSON.parse(cells[column]) as unknown) : undefined)
    return {
      id: text('id'),
      action: text('action'),
      occurredAt: text('occurredAt'),
      outcome: text('outcome'),
      reason: text('reason'),
      tenant: text('tenant'),
      actor: reference('actor'),
      target: reference('target'),
      note: text('note'),
      requestId: text('requestId'),
      traceId: text('traceId'),
      ip: text('ip'),
      statusCode: number('statusCode'),
      durationMs: number('durationMs'),
      version: number('version'),
      data: json('data'),
      changes: json('changes'),
      context: json('context'),
    }
  } catch {
    return undefined
  }
}
