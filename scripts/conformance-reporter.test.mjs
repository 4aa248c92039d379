import { describe, expect, it } from 'vitest'
import { caseSources, kitRuns } from './conformance-reporter.mjs'
import { conformanceGaps, conformancePage, conformanceTable, promisedRuns } from './conformance-table.mjs'

const casesOf = (states) =>
  Object.entries(states).map(([id, state]) => ({ id, title: `promise ${id}`, state }))
const everything = promisedRuns.flatMap(({ store, engines }) =>
  engines.map((engine) => ({ store, engine, cases: casesOf({ A1: 'passed', A2: 'passed' }) })),
)
const instead = (store, engine, states) =>
  everything.map((run) =>
    run.store === store && run.engine === engine ? { store, engine, cases: casesOf(states) } : run,
  )

describe('the runs', () => {
  const testOf = (suite, name, state) => ({ parent: { name: suite }, name, result: () => ({ state }) })

  it('are read from the titles that runStoreKit gives, and other tests are none', () => {
    const tests = [
      testOf('store kit: typeorm 1.1.1 on postgres', 'A1 append stores all', 'passed'),
      testOf('store kit: typeorm 1.1.1 on postgres', 'A2 is idempotent', 'skipped'),
      testOf('store kit', 'A1 append stores all', 'passed'),
      { name: 'outside', result: () => ({ state: 'failed' }) },
    ]
    expect(kitRuns([{ children: { allTests: () => tests } }])).toEqual([
      {
        store: 'typeorm 1.1.1',
        engine: 'postgres',
        cases: [
          { id: 'A1', title: 'append stores all', state: 'passed' },
          { id: 'A2', title: 'is idempotent', state: 'skipped' },
        ],
      },
    ])
  })
})

describe('gaps', () => {
  it('are none where every promised store ran the same cases on every engine', () => {
    expect(conformanceGaps(everything)).toEqual([])
  })

  it('a release may follow the name of a promised store, and a store may be there that is not promised', () => {
    const released = everything.map((run) => ({ ...run, store: run.store.replace(/\d$/, '$&.2.3') }))
    const more = { store: 'my own', engine: 'files', cases: everything[0].cases }
    expect(conformanceGaps([...released, more])).toEqual([])
  })

  it.each([
    ['a combination that did not run', everything.slice(1), 'memory on memory did not run'],
    [
      'a case that is skipped',
      instead('typeorm 1', 'postgres', { A1: 'passed', A2: 'skipped' }),
      'typeorm 1 on postgres: A2 promise A2 (skipped)',
    ],
    [
      'a case that fails',
      instead('typeorm 1', 'sqlite', { A1: 'failed', A2: 'passed' }),
      'typeorm 1 on sqlite: A1 promise A1 (failed)',
    ],
    [
      'a case that is not there',
      instead('mikro-orm 7', 'mariadb', { A1: 'passed' }),
      'mikro-orm 7 on mariadb lacks A2',
    ],
  ])('%s', (_, runs, gap) => {
    expect(conformanceGaps(runs)).toEqual([gap])
  })
})

it('the table has a row for every run, in the order of the promise', () => {
  const [head, first, second] = conformanceTable([...everything].reverse()).split('\n')
  expect(head.split(/ {2,}/)).toEqual(['store', 'engine', 'passed', 'failed', 'skipped'])
  expect(first.split(/ {2,}/)).toEqual(['memory', 'memory', '2', '0', '0'])
  expect(second.split(/ {2,}/)).toEqual(['bare driver', 'sqlite', '2', '0', '0'])
})

it('the page marks what did not hold, each on its engine, and leads to the case', () => {
  const runs = instead('sequelize 6', 'mariadb', { A1: 'passed', A2: 'failed' })
  const page = conformancePage(runs, new Map([['A2', '../cases.ts#A2']]))
  expect(page).toContain('## Appending')
  expect(page).toContain(`| A1: promise A1 |${' ✔ |'.repeat(13)}`)
  const kept = ' [✔][A2] |'
  expect(page).toContain(`| A2: promise A2 |${kept.repeat(4)} [✖][A2] |${kept.repeat(8)}`)
  expect(page).toContain('[A2]: ../cases.ts#A2')
})

it('a promise is kept only if every release keeps it', () => {
  const older = { store: 'typeorm 0.3', engine: 'postgres', cases: casesOf({ A1: 'passed', A2: 'skipped' }) }
  const others = everything.filter(({ store, engine }) => store !== 'typeorm 0.3' || engine !== 'postgres')
  expect(conformancePage([...others, older], new Map())).toContain(
    `| A2: promise A2 | ✖ |${' ✔ |'.repeat(12)}`,
  )
})

it('the source of a case is found', () => {
  expect(caseSources().get('A1')).toBe('../packages/store-kit/src/cases/append-is-atomic.ts#A1')
})
