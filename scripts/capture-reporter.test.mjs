import { describe, expect, it } from 'vitest'
import { captureRuns } from './capture-reporter.mjs'
import { captureGaps, capturePage, promisedOrms } from './capture-table.mjs'

const operation = (kind, api, seen, why = '', state = 'passed') => ({ kind, api, seen, why, state })
const run = (orm, engine, operations) => ({ orm, engine, operations, others: [] })
const everything = promisedOrms.flatMap((orm) =>
  ['sqlite', 'postgres', 'mariadb'].map((engine) =>
    run(orm, engine, [operation('update', 'save()', 'captured')]),
  ),
)

it('runs are read from the titles that runChangeScenarios gives', () => {
  const testOf = (name, state) => ({
    parent: { name: 'change capture: typeorm 1.1.1 on postgres' },
    name,
    result: () => ({ state }),
  })
  const tests = [
    testOf('truncate | Repository.clear() | summarised | no rows are read', 'passed'),
    testOf('create | - | unsupported | it has none', 'pending'),
    testOf('a condition leaves changes out', 'failed'),
    { name: 'outside', result: () => ({ state: 'failed' }) },
  ]
  expect(captureRuns([{ children: { allTests: () => tests } }])).toEqual([
    {
      orm: 'typeorm 1.1.1',
      engine: 'postgres',
      operations: [
        operation('truncate', 'Repository.clear()', 'summarised', 'no rows are read'),
        operation('create', '-', 'unsupported', 'it has none', 'skipped'),
      ],
      others: [{ title: 'a condition leaves changes out', state: 'failed' }],
    },
  ])
})

describe('gaps', () => {
  it('are none where every ORM ran on every engine', () => {
    expect(captureGaps(everything)).toEqual([])
  })

  it('are what did not run, and what did not pass', () => {
    const [first, ...rest] = everything
    expect(captureGaps(rest)).toEqual([`${first.orm} on ${first.engine} did not run`])
    const failed = { ...first, operations: [operation('update', 'save()', 'captured', '', 'failed')] }
    const other = { ...failed, operations: [], others: [{ title: 'a promise', state: 'skipped' }] }
    expect(captureGaps([...everything, failed, other])).toEqual([
      'typeorm on sqlite: update by save() (failed)',
      'typeorm on sqlite: a promise (skipped)',
    ])
  })
})

it('the page names each API with what it leaves, on what, and why', () => {
  const runs = [
    ...everything,
    run('sequelize 6', 'sqlite', [operation('truncate', 'truncate()', 'summarised', 'it is bounded')]),
    run('sequelize 6', 'postgres', [operation('truncate', 'truncate()', 'captured')]),
    run('mikro-orm', 'sqlite', [operation('truncate', '-', 'unsupported', 'it has none')]),
    run('mikro-orm', 'sqlite', [operation('upsert', 'upsert()', 'captured')]),
    run('mikro-orm', 'mariadb', [operation('upsert', '-', 'unsupported', 'not here')]),
  ]
  const page = capturePage(runs)
  expect(page).toContain('| change | typeorm | sequelize | mikro-orm |')
  expect(page).toContain('| update | `save()`: captured | `save()`: captured | `save()`: captured |')
  expect(page).toContain(
    '| truncate |  | `truncate()`: captured (postgres); summarised (sqlite) | none: it has none |',
  )
  expect(page).toContain('none on mariadb: not here<br>`upsert()`: captured |')
  expect(page).toContain('- sequelize, `truncate()` (summarised): it is bounded')
})

it('the page is the same whichever tests ran first', () => {
  const runs = ['7.0', '7.2'].map((release) =>
    run(`mikro-orm ${release}`, 'sqlite', [operation('truncate', `in ${release}`, 'captured')]),
  )
  expect(capturePage(runs.toReversed())).toBe(capturePage(runs))
})
