import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What an app wrote down. A last line that a kill has cut short does not count. */
export interface Oracle {
  readonly run: string
  readonly issued: readonly number[]
  readonly acknowledged: readonly { readonly number: number; readonly id: string; readonly millis: number }[]
  readonly rejected: readonly { readonly number: number; readonly code: string; readonly millis: number }[]
  readonly dropped: readonly number[]
  /** What the process took, in bytes, again and again. */
  readonly memory?: readonly number[]
}

export function readOracle(run: string, folder: string): Oracle {
  const lines = (name: string): readonly (readonly string[])[] =>
    textOf(join(folder, name))
      .split('\n')
      .slice(0, -1)
      .map((line) => line.split(' '))
  return {
    run,
    issued: lines('issued').map(([number]) => Number(number)),
    acknowledged: lines('acknowledged').map(([number, id = '', millis]) => ({
      number: Number(number),
      id,
      millis: Number(millis ?? 0),
    })),
    rejected: lines('rejected').map(([number, code = '', millis]) => ({
      number: Number(number),
      code,
      millis: Number(millis),
    })),
    dropped: lines('dropped').map(([number]) => Number(number)),
    memory: lines('memory').map(([bytes]) => Number(bytes)),
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
