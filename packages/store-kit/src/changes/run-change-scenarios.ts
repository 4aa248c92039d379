import type { ChangeRig } from './change-rig.ts'
import { afterScenario, type ChangeWorld, openChangeWorld } from './change-world.ts'
import { operations } from './operations.ts'
import { promises } from './promises.ts'
import { randomChanges } from './random-changes.ts'

/** A test runner, and an ORM on a database. */
export interface ChangeScenariosOptions<Tx> {
  readonly describe: (title: string, body: () => void) => unknown
  readonly it: (title: string, body: () => Promise<void>, timeoutMillis?: number) => unknown
  /** What is tried: `typeorm 1`, `postgres`. */
  readonly orm: string
  readonly engine: string
  /** The ways to make changes, for the titles; those of `open()` are what is called. */
  readonly apis: ChangeRig<Tx>['apis']
  /** Opens a fresh world with empty tables. Called once for each scenario. */
  readonly open: () => Promise<ChangeRig<Tx>>
}

/** One scenario: what is tried, and how. */
export interface ChangeScenario {
  readonly title: string
  readonly run: <Tx>(world: ChangeWorld<Tx>) => Promise<void>
}

/**
 * Registers the scenarios of change capture with a test runner. The titles of those about one API are
 * `<kind> | <API> | <captured, summarised, not seen or unsupported> | <why>`: the table of the docs is made of them.
 */
export function runChangeScenarios<Tx>({
  describe,
  it,
  orm,
  engine,
  apis,
  open,
}: ChangeScenariosOptions<Tx>): void {
  const run = (scenario: ChangeScenario['run']) => async () => {
    const world = await openChangeWorld(open)
    try {
      await scenario(world)
    } finally {
      await afterScenario(world)
    }
  }
  describe(`change capture: ${orm} on ${engine}`, () => {
    for (const { title, run: scenario } of operations(apis)) it(title, run(scenario))
    for (const { title, run: scenario } of promises) it(title, run(scenario))
    it(randomChanges.title, run(randomChanges.run), 300_000)
  })
}
