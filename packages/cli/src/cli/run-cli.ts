import { isDaybookError } from '@daybook/core'
import { Argument, Command, CommanderError, Option } from 'commander'
import { printable } from '../output/printable.ts'
import { type CommandContext, createCommandContext } from './command-context.ts'
import { CommandError } from './command-error.ts'
import type { CommandInput, CommandSpec, OptionSpec } from './command-spec.ts'
import { commands } from './commands.ts'
import { exampleLine } from './example-line.ts'
import { exitCode } from './exit-code.ts'
import type { Host } from './host.ts'
import { version } from './version.ts'

/**
 * Runs one command line, without `node` and the script. Resolves with the exit code, and never rejects: what goes
 * wrong is told on `host.stderr`.
 */
export async function runCli(argv: readonly string[], host: Host): Promise<number> {
  const context = createCommandContext(host, { plain: argv.includes('--plain') })
  let ended: number = exitCode.ok
  const program = createProgram(context, async (spec, input) => {
    const { run } = await spec.load()
    ended = await run(context, input)
  })
  try {
    if (argv.length === 0) program.help()
    await program.parseAsync([...argv], { from: 'user' })
    return ended
  } catch (error) {
    return report(context, error)
  }
}

function createProgram(
  context: CommandContext,
  run: (spec: CommandSpec, input: CommandInput) => Promise<void>,
): Command {
  const { stdout, stderr, width } = context
  const program = new Command('daybook')
    .description('The activity and audit log of an app, from the address of its database alone')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      outputError: (text, write) => {
        const lines = text.split('\n').map(printable).join('\n')
        write(lines.replace(/^error: (.)/, (_, first) => `${cross(context)} ${first.toUpperCase()}`))
      },
      getOutHelpWidth: () => Math.min(width, 100),
      getErrHelpWidth: () => Math.min(width, 100),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .configureHelp({ subcommandTerm: termOf, minWidthToWrap: 15 })
    .showHelpAfterError('  Fix: See `daybook --help`.')
    .addHelpText(
      'after',
      '\nDATABASE_URL names the database, or --url.\nHelp on one command: daybook <command> --help',
    )
  for (const spec of commands)
    program.addCommand(
      createCommand(spec, run)
        .copyInheritedSettings(program)
        .showHelpAfterError(`  Fix: See \`daybook ${spec.name} --help\`.`),
    )
  return program
}

function createCommand(
  spec: CommandSpec,
  run: (spec: CommandSpec, input: CommandInput) => Promise<void>,
): Command {
  const command = new Command(spec.name)
    .summary(spec.summary)
    .description([`${spec.summary}.`, ...(spec.details ? [spec.details] : [])].join('\n\n'))
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', `\nExamples:\n${spec.examples.map((each) => `  ${exampleLine(each)}`).join('\n')}`)
  for (const { name, description, required } of spec.arguments ?? [])
    command.addArgument(new Argument(required ? `<${name}>` : `[${name}]`, description))
  for (const option of spec.options) command.addOption(createOption(option))
  return command.action(async (...given: unknown[]) => {
    const words = given.slice(0, spec.arguments?.length ?? 0).flat()
    await run(spec, {
      arguments: words.filter((word): word is string => typeof word === 'string'),
      options: command.opts(),
    })
  })
}

/** A command and what it cannot do without. */
function termOf(command: Command): string {
  const words = command.registeredArguments.filter(({ required }) => required)
  return [command.name(), ...words.map((word) => `<${word.name()}>`)].join(' ')
}

function createOption(spec: OptionSpec): Option {
  const option = new Option(spec.flags, described(spec))
  return spec.choices ? option.choices(spec.choices) : option
}

function described({ description, default: standard }: OptionSpec): string {
  return standard === undefined ? description : `${description} (default: ${standard})`
}

function report(context: CommandContext, error: unknown): number {
  if (error instanceof CommanderError)
    return error.exitCode === 0 || error.code === 'commander.help' ? exitCode.ok : exitCode.usage
  if (isClosedPipe(error)) return exitCode.ok
  if (context.signal.aborted) return exitCode.interrupted
  if (error instanceof CommandError) {
    context.note(`${cross(context)} ${error.message}`)
    if (error.fix) context.note(`  Fix: ${error.fix}`)
    return error.exitCode
  }
  if (isDaybookError(error)) {
    context.note(
      `${cross(context)} ${printable(error.message.slice(0, -error.fix.length).trim())}   ${error.code}`,
    )
    context.note(`  Fix: ${error.fix}`)
    return error.code === 'DAYBOOK_BAD_QUERY' ? exitCode.usage : exitCode.finding
  }
  context.note(`${cross(context)} ${printable(error instanceof Error ? error.message : String(error))}`)
  return exitCode.finding
}

function cross({ notePaint }: CommandContext): string {
  return notePaint.style('red', notePaint.symbol('✖', 'error:'))
}

/** The reader of a pipe has enough: `daybook find | head`. */
function isClosedPipe(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED')
  )
}
