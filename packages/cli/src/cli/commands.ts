import type { CommandSpec } from './command-spec.ts'
import {
  csvOption,
  databaseOptions,
  filterOptions,
  jsonOption,
  limitOption,
  plainOption,
  queryArgument,
} from './shared-options.ts'

const reading = [...filterOptions, limitOption('50'), jsonOption, csvOption, plainOption, ...databaseOptions]
const dialectOption = {
  flags: '--dialect <dialect>',
  description: 'for which database',
  default: "the database's",
  choices: ['postgres', 'mariadb', 'sqlite'],
}

/** Every command, in the order of the help. */
export const commands: readonly CommandSpec[] = [
  {
    name: 'find',
    summary: 'Find events',
    details: 'The words of the query language and the options may be mixed. Newest first.',
    arguments: [queryArgument],
    options: [{ flags: '--oldest', description: 'oldest first' }, ...reading],
    examples: [
      "find 'actor:ada outcome:denied since:7d'",
      "find --action 'invoice.*' --since today --json",
      "find 'late fee' since:30d --csv",
    ],
    load: () => import('../commands/find.ts'),
  },
  {
    name: 'show',
    summary: 'Show one event, with what it changed',
    arguments: [{ name: 'id', description: 'the id of the event', required: true }],
    options: [jsonOption, plainOption, ...databaseOptions],
    examples: ['show 019a9a5e-2d4b-7c1a-9f0e-3b6f5b8f1c22'],
    load: () => import('../commands/show.ts'),
  },
  {
    name: 'history',
    summary: 'Tell the story of one target, oldest first',
    arguments: [{ name: 'target', description: 'its type, a colon and its id', required: true }],
    options: [
      ...filterOptions.filter(({ flags }) => !flags.startsWith('--target')),
      limitOption('1000'),
      jsonOption,
      csvOption,
      plainOption,
      ...databaseOptions,
    ],
    examples: ['history Invoice:42', 'history Invoice:42 --since 30d --json'],
    load: () => import('../commands/history.ts'),
  },
  {
    name: 'tail',
    summary: 'Follow events as they are committed, in any process',
    details:
      'With the tables of the feed (`daybook migration --feed`) every event comes once, also one whose transaction was open for long. Without them, events whose transaction took longer than a minute are missed.',
    arguments: [queryArgument],
    options: [
      ...filterOptions.filter(({ flags }) => !/--(since|until)/.test(flags)),
      { flags: '--lines <n>', description: 'how many earlier events to begin with', default: '0' },
      { flags: '--limit <n>', description: 'end after that many events', default: 'all' },
      { flags: '--interval <ms>', description: 'how long to wait between two looks', default: '500' },
      jsonOption,
      plainOption,
      ...databaseOptions,
    ],
    examples: ["tail --action 'invoice.*'", 'tail outcome:denied --json'],
    load: () => import('../commands/tail.ts'),
  },
  {
    name: 'stats',
    summary: 'Count events, actors and days',
    details:
      'An actor has used the app who has an event in the window; an active one was there before it. `--signup` names the action by which accounts are created.',
    arguments: [queryArgument],
    options: [
      ...filterOptions,
      { flags: '--top <n>', description: 'how many actions and actors', default: '10' },
      {
        flags: '--signup <action>',
        description: 'actors with this action in the window are new, not active',
      },
      jsonOption,
      { flags: '--csv', description: 'a line for each day: events, outcomes, unique actors' },
      plainOption,
      ...databaseOptions,
    ],
    examples: ['stats --since 30d', 'stats --signup user.signed_up', 'stats --since 90d --csv'],
    load: () => import('../commands/stats.ts'),
  },
  {
    name: 'export',
    summary: 'Write events to a file or a pipe',
    details:
      'Oldest first, in a few megabytes of memory however many there are. In CSV, cells that a spreadsheet would run or a terminal obey are defused; `--raw` turns this off.',
    arguments: [queryArgument],
    options: [
      {
        flags: '--format <format>',
        description: 'the form',
        default: 'ndjson',
        choices: ['ndjson', 'csv', 'json', 'cloudevents'],
      },
      { flags: '--out <file>', description: 'a new file instead of stdout' },
      { flags: '--raw', description: 'CSV cells as they are, to be imported again' },
      ...filterOptions,
      limitOption('all'),
      ...databaseOptions,
    ],
    examples: ['export --since 90d --format csv > q4.csv', 'export --out events.ndjson'],
    load: () => import('../commands/export.ts'),
  },
  {
    name: 'import',
    summary: 'Store events from a file, or from the tables of another log',
    details:
      'Takes what `export` writes, and lines that say at least `action` and `occurredAt`; with `--format pinax-eventlog` or `django-auditlog`, the rows of that system in the database that is named as the source. Importing twice stores nothing twice, so that an import which was cut off is simply run again; `--skip` passes over what was read before.',
    arguments: [
      {
        name: 'source',
        description: 'a file, gzipped if it ends in .gz; - for stdin; or the URL of a database',
        required: true,
      },
    ],
    options: [
      {
        flags: '--format <format>',
        description: 'the form',
        default: "by the file's name",
        choices: ['ndjson', 'csv', 'cloudevents', 'pinax-eventlog', 'django-auditlog'],
      },
      { flags: '--skip <n>', description: 'pass over that many records', default: '0' },
      { flags: '--tenant <tenant>', description: 'for records that name none' },
      { flags: '--dry-run', description: 'read and check everything, store nothing' },
      ...databaseOptions,
    ],
    examples: [
      'import events.ndjson',
      'import old-log.csv --dry-run',
      'zcat events.ndjson.gz | daybook import - --format ndjson',
      'import postgres://reader@old-host/app --format django-auditlog',
    ],
    load: () => import('../commands/import.ts'),
  },
  {
    name: 'prune',
    summary: 'Delete old events, after showing how many',
    details:
      'Deletes nothing without `--yes`. Goes oldest first in batches that are committed one by one, so it can be stopped and run again.',
    arguments: [queryArgument],
    options: [
      { flags: '--keep <age>', description: 'delete what is older: 400d, 2w, 2025-10-17' },
      ...filterOptions.filter(({ flags }) => !flags.startsWith('--until')),
      { flags: '--yes', description: 'delete' },
      { flags: '--batch <n>', description: 'events of one batch', default: '1000' },
      { flags: '--limit <n>', description: 'the most to delete', default: 'all' },
      ...databaseOptions,
    ],
    examples: ['prune --keep 400d', "prune --keep 30d --action 'page.viewed' --yes"],
    load: () => import('../commands/prune.ts'),
  },
  {
    name: 'emit',
    summary: 'Write one event, to see that it arrives',
    arguments: [{ name: 'action', description: 'what happened', required: true }],
    options: [
      { flags: '--actor <type:id>', description: 'who did it' },
      { flags: '--target <type:id>', description: 'to what' },
      {
        flags: '--outcome <outcome>',
        description: 'how it ended',
        default: 'success',
        choices: ['success', 'failure', 'denied'],
      },
      { flags: '--reason <text>', description: 'why it failed or was denied' },
      { flags: '--note <text>', description: 'free text' },
      { flags: '--tenant <tenant>', description: 'whose event it is' },
      { flags: '--data <json>', description: 'its data' },
      jsonOption,
      plainOption,
      ...databaseOptions,
    ],
    examples: ['emit test.hello --actor User:7 --data \'{"amount":4200}\''],
    load: () => import('../commands/emit.ts'),
  },
  {
    name: 'migration',
    summary: 'Print the SQL of the table, or write a migration for your ORM',
    options: [
      {
        flags: '--orm <orm>',
        description: 'write a file for it',
        choices: ['typeorm', 'sequelize', 'mikro-orm'],
      },
      { flags: '--out <folder>', description: 'where that file goes', default: 'src/migrations' },
      { flags: '--feed', description: 'the tables of the feed, for relays and `tail`' },
      {
        flags: '--only <what>',
        description: 'of a table that is there: what is missing',
        choices: ['indexes'],
      },
      { flags: '--down', description: 'the SQL that removes it' },
      dialectOption,
      ...databaseOptions,
    ],
    examples: ['migration --dialect postgres', 'migration --orm typeorm', 'migration --only indexes'],
    load: () => import('../commands/migration.ts'),
  },
  {
    name: 'doctor',
    summary: 'Check the set-up; every fault comes with its fix',
    options: [
      { flags: '--viewer <url>', description: 'also check that a viewer there is closed to strangers' },
      jsonOption,
      plainOption,
      ...databaseOptions,
    ],
    examples: ['doctor', 'doctor --viewer https://app.example.com/admin/events'],
    load: () => import('../commands/doctor.ts'),
  },
  {
    name: 'info',
    summary: 'Versions for a bug report, without secrets',
    options: [jsonOption, plainOption, ...databaseOptions],
    examples: ['info'],
    load: () => import('../commands/info.ts'),
  },
  {
    name: 'ui',
    summary: 'Serve the viewer on this machine alone',
    options: [
      { flags: '--port <port>', description: 'the port; another one where it is taken', default: '4983' },
      { flags: '--tenant <tenant>', description: "only one tenant's events" },
      ...databaseOptions,
    ],
    examples: ['ui', 'ui --port 8080 --tenant acme'],
    load: () => import('../commands/ui.ts'),
  },
  {
    name: 'demo',
    summary: '10,000 made-up events and the viewer, in a database of its own',
    options: [
      { flags: '--port <port>', description: 'the port; another one where it is taken', default: '4983' },
      { flags: '--events <n>', description: 'how many events', default: '10000' },
    ],
    examples: ['demo'],
    load: () => import('../commands/demo.ts'),
  },
  {
    name: 'init',
    summary: 'Set Daybook up in this folder; writes new files only',
    options: [
      { flags: '--yes', description: 'do not ask' },
      { flags: '--dry-run', description: 'show the plan, write nothing' },
      {
        flags: '--orm <orm>',
        description: 'the ORM',
        default: 'the one in package.json',
        choices: ['typeorm', 'sequelize', 'mikro-orm'],
      },
      dialectOption,
    ],
    examples: ['init', 'init --yes', 'init --dry-run'],
    load: () => import('../commands/init.ts'),
  },
  {
    name: 'completion',
    summary: 'Print the completion script of a shell',
    arguments: [{ name: 'shell', description: 'bash, zsh or fish', required: true }],
    options: [],
    examples: [
      'completion bash > /etc/bash_completion.d/daybook',
      'completion zsh > ~/.zsh/completions/_daybook',
      'completion fish > ~/.config/fish/completions/daybook.fish',
    ],
    load: () => import('../commands/completion.ts'),
  },
]
