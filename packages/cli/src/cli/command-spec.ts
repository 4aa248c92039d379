import type { CommandContext } from './command-context.ts'

/** One option of a command, as its help says it. */
export interface OptionSpec {
  /** `--limit <n>`, `--json`. */
  readonly flags: string
  readonly description: string
  readonly default?: string
  readonly choices?: readonly string[]
}

/** One argument of a command; `...` at the end of its name takes any number. */
export interface ArgumentSpec {
  readonly name: string
  readonly description: string
  readonly required?: boolean
}

/** What was written after the command's name. */
export interface CommandInput {
  readonly arguments: readonly string[]
  readonly options: Readonly<Record<string, string | boolean | undefined>>
}

/** The work of a command. Resolves with the exit code. */
export type RunCommand = (context: CommandContext, input: CommandInput) => Promise<number>

/** A command: what its help says, and where its work is. */
export interface CommandSpec {
  readonly name: string
  readonly summary: string
  /** Further paragraphs of its help. */
  readonly details?: string
  readonly arguments?: readonly ArgumentSpec[]
  readonly options: readonly OptionSpec[]
  /** Lines to copy, without `daybook`. */
  readonly examples: readonly string[]
  /** Loaded when it runs, so that no command waits for another's code. */
  readonly load: () => Promise<{ readonly run: RunCommand }>
}
