import { runStoreKit } from '@daybook/store-kit'
import { afterAll, describe, it } from 'vitest'
import { engines } from './bare-drivers.ts'
import { type DriverWorld, openDriverWorld } from './driver-rigs.ts'

describe.each(engines)('%s', (engine) => {
  if (engine === 'postgres') runOn(engine, openDriverWorld.postgres)
  else if (engine === 'mariadb') runOn(engine, openDriverWorld.mariadb)
  else runOn(engine, openDriverWorld.sqlite)
})

function runOn<Tx>(engine: string, open: () => Promise<DriverWorld<Tx>>): void {
  // A database takes a while to make, so a case that has ended leaves its own to the next, emptied.
  const idle: DriverWorld<Tx>[] = []
  afterAll(async () => {
    for (const world of idle) await world.close()
  })

  runStoreKit({
    describe,
    it,
    name: `bare driver on ${engine}`,
    async open() {
      const world = idle.pop() ?? (await open())
      return {
        ...world.rig,
        async close() {
          await world.empty()
          idle.push(world)
        },
      }
    },
  })
}
