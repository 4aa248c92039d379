import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { connectionError } from '../cli/command-error.ts'

/**
 * Imports a database driver: that of the folder where the command runs, because it is the app's, else one that is
 * installed beside this package.
 */
export async function importDriver<T>(name: string, cwd: string): Promise<T> {
  for (const from of [pathToFileURL(join(cwd, 'package.json')).href, import.meta.url]) {
    const path = resolveFrom(name, from)
    if (path !== undefined) return (await import(pathToFileURL(path).href)) as T
  }
  const packageName = name.split('/')[0]
  throw connectionError(
    `The driver \`${packageName}\` is not installed here.`,
    `Run \`npm install ${packageName}\` in this folder, or \`npx -p daybook -p ${packageName} daybook …\`.`,
  )
}

function resolveFrom(name: string, from: string): string | undefined {
  try {
    return createRequire(from).resolve(name)
  } catch {
    return undefined
  }
}
