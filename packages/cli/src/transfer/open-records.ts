import type { CommandContext } from '../cli/command-context.ts'
import { usageError } from '../cli/command-error.ts'
import type { CommandInput } from '../cli/command-spec.ts'
import { parseDatabaseUrl } from '../connection/database-url.ts'
import { openConnection } from '../connection/open-log.ts'
import { openFile, readJsonLines, type SourceRecord } from './read-records.ts'
import { countTable, readTable, type TableSource, tableSources } from './table-sources.ts'

/** Records that are being read. */
interface OpenRecords {
  readonly records: AsyncIterable<SourceRecord>
  /** How much was read, 0 to 1; undefined where it is not known how much there is. */
  share(): number | undefined
  close(): Promise<void>
}

/** Opens what `import` is to read: a file, stdin, or the tables of another system in a database. */
export async function openRecords(context: CommandContext, input: CommandInput): Promise<OpenRecords> {
  const { format } = input.options
  const name = input.arguments[0] ?? '-'
  const table = typeof format === 'string' ? tableSources[format] : undefined
  return table ? openTable(context, table, name) : openRecordFile(context, name, format)
}

async function openRecordFile(
  context: CommandContext,
  name: string,
  format: CommandInput['options'][string],
): Promise<OpenRecords> {
  const { bytes, share } = await openFile(context, name)
  const form = format ?? (/\.csv(\.gz)?$/i.test(name) ? 'csv' : 'ndjson')
  return {
    records: form === 'csv' ? (await import('./read-csv.ts')).readCsv(bytes) : readJsonLines(bytes),
    share,
    close: async () => void bytes.destroy(),
  }
}

async function openTable(
  { cwd }: CommandContext,
  source: TableSource,
  address: string,
): Promise<OpenRecords> {
  if (address === '-')
    throw usageError('This format is read from a database.', 'Name it: postgres://user@localhost/app.')
  const connection = await openConnection(parseDatabaseUrl(address, cwd), cwd)
  try {
    const total = await countTable(connection, source)
    let read = 0
    return {
      records: (async function* () {
        for await (const record of readTable(connection, source)) {
          read = record.number
          yield record
        }
      })(),
      share: () => (total === 0 ? 1 : Math.min(1, read / total)),
      close: () => connection.close(),
    }
  } catch (error) {
    await connection.close().catch(() => {})
    throw error
  }
}
