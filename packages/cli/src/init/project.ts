import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { SqlDialect } from '@daybook/sql'
import type { Orm } from './migration-file.ts'

/** What a folder says about the app in it. */
export interface Project {
  readonly orm: Orm | undefined
  readonly framework: 'express' | 'koa' | 'nestjs' | undefined
  readonly dialect: SqlDialect['name'] | undefined
  readonly isTypeScript: boolean
  /** CommonJS: package.json does not say `"type": "module"`. */
  readonly isCommonJs: boolean
  /** `src`, or the folder itself. */
  readonly source: 'src' | '.'
  /** What is listed in package.json, by name. */
  readonly packages: Readonly<Record<string, string>>
}

const orms: Readonly<Record<string, Orm>> = {
  typeorm: 'typeorm',
  sequelize: 'sequelize',
  '@mikro-orm/core': 'mikro-orm',
  '@mikro-orm/postgresql': 'mikro-orm',
  '@mikro-orm/mariadb': 'mikro-orm',
  '@mikro-orm/mysql': 'mikro-orm',
  '@mikro-orm/sqlite': 'mikro-orm',
}

const frameworks = { '@nestjs/core': 'nestjs', express: 'express', koa: 'koa' } as const

const drivers: Readonly<Record<string, SqlDialect['name']>> = {
  '@mikro-orm/postgresql': 'postgres',
  '@mikro-orm/mariadb': 'mariadb',
  '@mikro-orm/mysql': 'mariadb',
  '@mikro-orm/sqlite': 'sqlite',
  pg: 'postgres',
  mysql2: 'mariadb',
  mariadb: 'mariadb',
  'better-sqlite3': 'sqlite',
  sqlite3: 'sqlite',
}

/** Looks at package.json and at what lies beside it; undefined where there is no package.json. */
export async function detectProject(folder: string): Promise<Project | undefined> {
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const manifest = parse(text)
  const packages = { ...manifest.devDependencies, ...manifest.dependencies }
  const found = <T>(list: Readonly<Record<string, T>>): T | undefined =>
    Object.entries(list).find(([name]) => Object.hasOwn(packages, name))?.[1]
  const isThere = async (name: string) =>
    (await stat(join(folder, name)).catch(() => undefined)) !== undefined
  return {
    orm: found(orms),
    framework: found<'express' | 'koa' | 'nestjs'>(frameworks),
    dialect: found(drivers),
    isTypeScript: Object.hasOwn(packages, 'typescript') || (await isThere('tsconfig.json')),
    isCommonJs: manifest.type !== 'module',
    source: (await isThere('src')) ? 'src' : '.',
    packages,
  }
}

interface Manifest {
  readonly type?: unknown
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

function parse(text: string): Manifest {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
