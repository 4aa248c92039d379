import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freshDatabase } from '../../scripts/test-servers.mjs'
import type { Bench, FaultRow, Finding } from './fault-row.ts'
import { migrate } from './migrate.ts'

/** Runs a row on a bench of its own. */
export async function runRow(run: NonNullable<FaultRow['run']>, scale: number): Promise<Finding> {
  const folder = await mkdtemp(join(tmpdir(), 'daybook-faults-'))
  const cleanUps: (() => unknown)[] = [() => rm(folder, { recursive: true, force: true })]
  let databases = 0
  const bench: Bench = {
    scale,
    folder,
    onEnd: (cleanUp) => void cleanUps.push(cleanUp),
    async database(engine) {
      const url = engine === 'sqlite' ? join(folder, `${databases++}.db`) : await onServer(engine)
      await migrate(engine, url)
      return url
    },
  }
  const onServer = async (engine: 'postgres' | 'mariadb') => {
    const { url, drop } = await freshDatabase(engine)
    cleanUps.push(drop)
    return url
  }
  try {
    return await run(bench)
  } finally {
    for (const cleanUp of cleanUps.reverse()) await cleanUp()
  }
}
