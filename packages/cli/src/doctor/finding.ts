import type { CommandContext } from '../cli/command-context.ts'
import type { OpenLog } from '../connection/connection.ts'
import type { FaultName } from './faults.ts'

/** What a check has to say. */
export type Finding =
  | { readonly level: 'ok'; readonly text: string }
  | {
      readonly level: 'warning' | 'error'
      readonly fault: FaultName
      readonly text: string
      readonly why: string
      readonly fix: string
    }

/** What a check of the database looks at. */
export interface Checked extends OpenLog {
  readonly context: CommandContext
}

/** One look at the folder or the database. No finding: there is nothing to say. */
export type Check<T> = (subject: T) => Promise<readonly Finding[]>

/** Something that works. */
export function good(text: string): Finding {
  return { level: 'ok', text }
}
