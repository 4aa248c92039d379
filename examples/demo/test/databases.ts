import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freshDatabase, serverUrl } from '../../../scripts/test-servers.mjs'

/** An empty database for one test file: what `openDatabase` takes. */
export interface TestDatabase extends AsyncDisposable {
  readonly location: string
}

async function sqliteFile(): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'daybook-example-'))
  return {
    location: join(folder, 'app.db'),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

async function postgresDatabase(): Promise<TestDatabase> {
  const { url, drop } = await freshDatabase('postgres')
  return { location: url, [Symbol.asyncDispose]: drop }
}

/** The databases to run against: SQLite always, PostgreSQL where this machine has one. */
export const databases = [
  { name: 'SQLite', isThere: true, create: sqliteFile },
  { name: 'PostgreSQL', isThere: serverUrl('postgres') !== undefined, create: postgresDatabase },
] as const
