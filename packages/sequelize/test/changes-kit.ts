import { runChangeScenarios } from '@daybook/store-kit/changes'
import { afterAll, describe, it } from 'vitest'
import { readsJson } from './changes-rig.ts'
import { engines } from './engines.ts'
import { namedApis, openScenarioRig, type ScenarioRig } from './scenario-rig.ts'

/** Runs the shared scenarios of change capture on one release of Sequelize, on the engines on which it can read JSON. */
export function runSequelizeChanges(release: string): void {
  describe.each(engines.filter(readsJson))('%s', (engine) => {
    // A database takes a while to make, so a scenario that has ended leaves its own to the next, emptied.
    const idle: ScenarioRig[] = []
    afterAll(async () => {
      for (const rig of idle) await rig.close()
    })

    runChangeScenarios({
      describe,
      it,
      orm: `sequelize ${release}`,
      engine,
      apis: namedApis(engine),
      async open() {
        const rig = idle.pop() ?? (await openScenarioRig(engine))
        const close = async () => {
          await rig.empty()
          idle.push(rig)
        }
        return { ...rig, close }
      },
    })
  })
}
