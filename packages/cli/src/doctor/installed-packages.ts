import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A package that is installed in a folder. */
export interface InstalledPackage {
  readonly name: string
  readonly version: string
  /** From the folder. */
  readonly path: string
}

const related = [
  'typeorm',
  'sequelize',
  '@mikro-orm/core',
  'pg',
  'mysql2',
  'better-sqlite3',
  'sqlite3',
  'express',
  'koa',
  '@nestjs/core',
]

/** Daybook's packages in a folder's node_modules, with the copies inside of other packages. */
export async function daybookPackages(folder: string): Promise<readonly InstalledPackage[]> {
  const nested = await Promise.all(
    (await packageFolders(folder, 'node_modules')).map((path) => inScope(folder, join(path, 'node_modules'))),
  )
  return [...(await inScope(folder, 'node_modules')), ...nested.flat()]
}

/** What an app has beside Daybook that matters to it. */
export async function relatedPackages(folder: string): Promise<readonly InstalledPackage[]> {
  const found = await Promise.all(related.map((name) => readPackage(folder, join('node_modules', name))))
  return found.filter((each) => each !== undefined)
}

/** One installed package, if it is there. */
export async function readPackage(folder: string, path: string): Promise<InstalledPackage | undefined> {
  try {
    const { name, version } = JSON.parse(await readFile(join(folder, path, 'package.json'), 'utf8'))
    return { name: String(name), version: String(version), path }
  } catch {
    return undefined
  }
}

async function inScope(folder: string, modules: string): Promise<readonly InstalledPackage[]> {
  const names = await namesIn(join(folder, modules, '@daybook'))
  const paths = [...names.map((name) => join(modules, '@daybook', name)), join(modules, 'daybook')]
  const found = await Promise.all(paths.map((path) => readPackage(folder, path)))
  return found.filter((each) => each !== undefined)
}

async function packageFolders(folder: string, modules: string): Promise<readonly string[]> {
  const names = (await namesIn(join(folder, modules))).filter((name) => !name.startsWith('.'))
  const found = await Promise.all(
    names.map(async (name) =>
      name.startsWith('@')
        ? (await namesIn(join(folder, modules, name))).map((inner) => join(modules, name, inner))
        : [join(modules, name)],
    ),
  )
  return found.flat()
}

async function namesIn(path: string): Promise<readonly string[]> {
  return readdir(path).catch(() => [])
}
