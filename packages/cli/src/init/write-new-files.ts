import { mkdir, stat, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { findingError } from '../cli/command-error.ts'
import type { NewFile } from './migration-file.ts'

/** Writes all files, or none where one of them is there already: nothing is ever written over. */
export async function writeNewFiles(folder: string, files: readonly NewFile[]): Promise<void> {
  for (const { path } of files)
    if (await stat(resolve(folder, path)).catch(() => undefined))
      throw findingError(
        `${path} is there already. Nothing was written.`,
        'Move it away, or keep it and go on from there.',
      )
  for (const { path, text } of files) {
    const whole = resolve(folder, path)
    await mkdir(dirname(whole), { recursive: true })
    await writeFile(whole, text, { flag: 'wx' })
  }
}
