import type { CommandSpec, OptionSpec } from '../src/cli/command-spec.ts'
import { commands } from '../src/cli/commands.ts'
import { exampleLine } from '../src/cli/example-line.ts'
import { faults } from '../src/doctor/faults.ts'

/** The reference page of the command line, made of what `--help` says. */
export function referencePage(): string {
  return `# The command line

<!-- Made by packages/cli/test/reference-page.ts; \`vitest run -u packages/cli/test/reference\` writes it. -->

\`\`\`sh
npx daybook find 'actor:ada outcome:denied since:7d'
\`\`\`

\`daybook\` needs the address of the database and nothing of the app: \`DATABASE_URL\`, or \`--url\`. It speaks to PostgreSQL
with \`pg\` and to MariaDB with \`mysql2\`, which it takes from the folder it runs in; SQLite needs no driver.

| | |
|---|---|
${commands.map(({ name, summary }) => `| [\`${name}\`](#daybook-${name}) | ${summary} |`).join('\n')}

- What is asked for is the [query language](query.md#the-query-language), in words, in options, or mixed.
- stdout carries data and nothing else; progress, hints and errors go to stderr.
- On a terminal lines are coloured and cut to its width; below 72 columns an event takes two of them. In a pipe they are
  neither coloured nor cut; \`--plain\` leaves out the symbols too and puts tabs between columns. \`NO_COLOR\` and
  \`TERM=dumb\` are heeded.
- Texts of events never reach a terminal as they are: control characters, terminal escapes and bidirectional overrides
  are shown as \`␛\` or \`[U+202E]\`, and are escapes in JSON.
- Times are UTC.

| exit code | |
|---|---|
| 0 | it worked; also when the reader of a pipe had enough |
| 1 | there is a finding (\`doctor\`, \`show\`, \`import\`), or the database refused |
| 2 | the command line is wrong |
| 3 | the database cannot be reached |
| 130 | ended by Ctrl-C before it was done |

${commands.map(section).join('\n')}
## What doctor finds

| fault | |
|---|---|
${Object.entries(faults)
  .map(([name, meaning]) => `| \`${name}\` | ${meaning} |`)
  .join('\n')}

## Programs

\`runCli\` runs a command line inside a process, with its streams:

\`\`\`ts
import { runCli } from 'daybook'

const stopping = new AbortController()
const { stdout, stderr, stdin, env } = process
const host = { stdout, stderr, stdin, env, cwd: process.cwd(), signal: stopping.signal, clock: Date.now }
process.exitCode = await runCli(['stats', '--since', '7d'], host)
\`\`\`
`
}

function section(spec: CommandSpec): string {
  const words = (spec.arguments ?? []).map(({ name, required }) => (required ? `<${name}>` : `[${name}]`))
  const rows = [
    ...(spec.arguments ?? []).map(({ name, description }) => `| \`${name}\` | ${cell(description)} |`),
    ...spec.options.map((option) => `| \`${option.flags}\` | ${cell(optionText(option))} |`),
  ]
  const table = rows.length === 0 ? '' : `\n| | |\n|---|---|\n${rows.join('\n')}\n`
  return `## daybook ${spec.name}

${spec.summary}.${spec.details ? ` ${spec.details}` : ''}

\`\`\`sh
${spec.examples.map(exampleLine).join('\n')}
\`\`\`

\`daybook ${[spec.name, ...words, ...(spec.options.length === 0 ? [] : ['[options]'])].join(' ')}\`
${table}`
}

function optionText({ description, choices, default: standard }: OptionSpec): string {
  return [
    description,
    ...(choices ? [`one of ${choices.map((choice) => `\`${choice}\``).join(', ')}`] : []),
    ...(standard === undefined ? [] : [`default: ${standard}`]),
  ].join('; ')
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}
