import type { ArgumentSpec, OptionSpec } from './command-spec.ts'

/** Which database, and which table of it. */
export const databaseOptions: readonly OptionSpec[] = [
  {
    flags: '--url <url>',
    description: 'the database: postgres://…, mysql://…, mariadb://… or a SQLite file',
    default: 'DATABASE_URL',
  },
  { flags: '--table <name>', description: 'the table of the events', default: 'daybook_events' },
  { flags: '--schema <name>', description: "the table's schema", default: "the connection's" },
]

/** Which events: the same words as in the query. */
export const filterOptions: readonly OptionSpec[] = [
  { flags: '--since <time>', description: 'from then on: 7d, 2h, yesterday, 2026-11-21' },
  { flags: '--until <time>', description: 'before then; a day is meant to its end' },
  { flags: '--actor <who>', description: 'type:id, or what a type, id or name begins with' },
  { flags: '--action <name>', description: 'an action, or a pattern such as invoice.*' },
  { flags: '--target <what>', description: 'type:id, or what a type, id or name begins with' },
  { flags: '--outcome <outcome>', description: 'success, failure, denied' },
  { flags: '--tenant <tenant>', description: "one tenant's events" },
]

export const plainOption: OptionSpec = {
  flags: '--plain',
  description: 'no colours, no symbols, nothing cut off',
}

export const jsonOption: OptionSpec = { flags: '--json', description: 'one JSON object a line' }

export const csvOption: OptionSpec = { flags: '--csv', description: 'comma-separated values with a header' }

export const limitOption = (standard: string): OptionSpec => ({
  flags: '--limit <n>',
  description: 'the most events, or `all`',
  default: standard,
})

export const queryArgument: ArgumentSpec = {
  name: 'query...',
  description: "what to look for: 'actor:ada outcome:denied since:7d'",
}
