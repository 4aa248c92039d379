import {
  createFeedStatements,
  createStatements,
  dialects,
  dropFeedStatements,
  dropStatements,
  type EventTable,
  eventIndexes,
  indexName,
  type SqlDialect,
} from '@daybook/sql'
import { usageError } from '../cli/command-error.ts'
import type { CommandInput, RunCommand } from '../cli/command-spec.ts'
import { exitCode } from '../cli/exit-code.ts'
import { readCatalogue } from '../connection/catalogue.ts'
import { addressOf, tableOf, withLog } from '../connection/open-log.ts'
import { migrationFile, type Orm } from '../init/migration-file.ts'
import { writeNewFiles } from '../init/write-new-files.ts'

/** `daybook migration` */
export const run: RunCommand = async (context, input) => {
  const { orm, out = 'src/migrations', feed = false, down, only } = input.options
  const dialect = dialectOf(context, input)
  const table = tableOf(input.options)
  if (only !== undefined && (orm !== undefined || feed || down))
    throw usageError('--only prints SQL for a table that is there: leave out --orm, --feed and --down.')
  if (orm !== undefined) {
    if (down) throw usageError('A migration of an ORM goes both ways: leave out --down.')
    const file = migrationFile({
      orm: orm as Orm,
      folder: String(out),
      dialect: dialect.name,
      table,
      kind: feed ? 'feed' : 'events',
      millis: context.clock(),
    })
    await writeNewFiles(context.cwd, [file])
    context.note(`${context.notePaint.symbol('✔', 'ok:')} Wrote ${file.path}.`)
    return exitCode.ok
  }
  const statements =
    only === undefined
      ? statementsOf(dialect, table, { feed: feed === true, down: down === true })
      : await missingIndexes()
  if (statements.length === 0) context.note('Every index is there.')
  else await context.print(statements.map((statement) => `${statement};\n`).join(''))
  return exitCode.ok

  async function missingIndexes(): Promise<readonly string[]> {
    return withLog(context, input, async ({ connection }) => {
      const { indexes } = await readCatalogue(connection, table)
      const there = new Set(indexes.map((index) => index.name))
      // The first statement makes the table, the others an index each, in the order of the list.
      return createStatements(dialect, table)
        .slice(1)
        .filter((_, position) => {
          const index = eventIndexes[position]
          return index !== undefined && !there.has(indexName(table, index))
        })
    })
  }
}

function dialectOf(context: Parameters<RunCommand>[0], input: CommandInput): SqlDialect {
  const { dialect } = input.options
  return dialects[(dialect as SqlDialect['name'] | undefined) ?? addressOf(context, input).engine]
}

function statementsOf(
  dialect: SqlDialect,
  table: EventTable,
  { feed, down }: { readonly feed: boolean; readonly down: boolean },
): readonly string[] {
  if (feed) return (down ? dropFeedStatements : createFeedStatements)(dialect, table)
  return (down ? dropStatements : createStatements)(dialect, table)
}
