import { exitCode } from './exit-code.ts'

/** An end that is told in words, without a stack. */
export class CommandError extends Error {
  readonly exitCode: number
  /** What to do about it. */
  readonly fix: string | undefined

  constructor(
    message: string,
    { fix, exitCode: code }: { readonly fix?: string; readonly exitCode: number },
  ) {
    super(message)
    this.name = new.target.name
    this.fix = fix
    this.exitCode = code
  }
}

/** The command line says something that cannot be meant. */
export function usageError(message: string, fix?: string): CommandError {
  return new CommandError(message, { exitCode: exitCode.usage, ...(fix !== undefined && { fix }) })
}

/** The database cannot be reached, or is not there. */
export function connectionError(message: string, fix: string): CommandError {
  return new CommandError(message, { exitCode: exitCode.connection, fix })
}

/** The command cannot do what was asked. */
export function findingError(message: string, fix: string): CommandError {
  return new CommandError(message, { exitCode: exitCode.finding, fix })
}
