import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What an app wrote down. A last line that a kill has cut short does not count. */
export interface Oracle {
  readonly run: string
  readonly issued: readonly number[]
  readonly acknowledged: readonly { readonly number: number; readonly id: string; readonly millis: number }[]
  readonly rejected: readonly { readonly number: number; readonly code: string; readonly millis: number }[]
  readonly dropped: readonly number[]
}

/** What a process wrote down of itself, again and again. */
interface Sample {
  /** What it took of the memory. */
  readonly bytes: number
  /** Events that waited for the store. */
  readonly waiting: number
  readonly waitingBytes: number
}

export function readOracle(run: string, folder: string): Oracle & { readonly memory: readonly Sample[] } {
  const lines = (name: string): readonly (readonly string[])[] =>
    readLines(join(folder, name)).map((line) => line.split(' '))
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
    memory: lines('memory').map(([bytes, waiting, waitingBytes]) => ({
      bytes: Number(bytes),
      waiting: Number(waiting),
      waitingBytes: Number(waitingBytes),
    })),
  }
}

/** The whole lines of a file; none where there is no file. */
export function readLines(file: string): readonly string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : []
}
