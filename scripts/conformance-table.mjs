/**
 * What the runs of the store kit say together: a table of store and engine, and what is missing in it.
 *
 * @typedef {{ id: string, title: string, state: 'passed' | 'failed' | 'skipped' }} CaseResult
 * @typedef {{ store: string, engine: string, cases: CaseResult[] }} KitRun
 */

const engines = ['sqlite', 'postgres', 'mariadb']

/** The combinations that are promised; a version may follow the name. What else ran is in the table as well. */
export const promisedRuns = [
  { store: 'memory', engines: ['memory'] },
  ...['bare driver', 'typeorm 1', 'typeorm 0.3', 'sequelize 6', 'mikro-orm 7'].map((store) => ({
    store,
    engines,
  })),
]

const count = ({ cases }, state) => cases.filter((each) => each.state === state).length

const place = (list, found) => (found < 0 ? list.length : found)

const order = (run) => [
  place(
    promisedRuns,
    promisedRuns.findIndex(({ store }) => isOf(run, store)),
  ),
  run.store,
  place(engines, engines.indexOf(run.engine)),
]

const isOf = (run, store) => run.store === store || run.store.startsWith(`${store}.`)

/** @param {KitRun[]} runs */
const sortedRuns = (runs) =>
  [...runs].sort((a, b) => {
    const [promisedA, storeA, engineA] = order(a)
    const [promisedB, storeB, engineB] = order(b)
    return promisedA - promisedB || storeA.localeCompare(storeB, 'en', { numeric: true }) || engineA - engineB
  })

/** @param {KitRun[]} runs */
export const conformanceTable = (runs) => {
  const rows = sortedRuns(runs).map((run) => [
    run.store,
    run.engine,
    ...['passed', 'failed', 'skipped'].map((state) => String(count(run, state))),
  ])
  const all = [['store', 'engine', 'passed', 'failed', 'skipped'], ...rows]
  const widths = all[0].map((_, column) => Math.max(...all.map((row) => row[column].length)))
  return all
    .map((row) =>
      row
        .map((text, column) => (column < 2 ? text.padEnd(widths[column]) : text.padStart(widths[column])))
        .join('  '),
    )
    .join('\n')
}

/** Every reason why the promise "one behaviour, everywhere" is not proven by these runs. @param {KitRun[]} runs */
export const conformanceGaps = (runs) => {
  const missing = promisedRuns.flatMap(({ store, engines }) =>
    engines
      .filter((engine) => !runs.some((run) => run.engine === engine && isOf(run, store)))
      .map((engine) => `${store} on ${engine} did not run`),
  )
  const most = new Set(runs.flatMap(({ cases }) => cases.map(({ id }) => id)))
  const unlike = runs.flatMap((run) => {
    const name = `${run.store} on ${run.engine}`
    const absent = [...most].filter((id) => !run.cases.some((each) => each.id === id))
    return [
      ...run.cases
        .filter(({ state }) => state !== 'passed')
        .map(({ id, title, state }) => `${name}: ${id} ${title} (${state})`),
      ...(absent.length > 0 ? [`${name} lacks ${absent.join(', ')}`] : []),
    ]
  })
  return [...missing, ...unlike]
}

/** The page of promises: each case, and on what it is proven. @param {KitRun[]} runs */
export const conformancePage = (runs) => {
  const sorted = sortedRuns(runs)
  const stores = [...new Set(sorted.map(({ store }) => store))]
  const cases = sorted[0]?.cases ?? []
  const onWhat = (store) =>
    sorted
      .filter((run) => run.store === store)
      .map(({ engine }) => engine)
      .join(', ')
  const mark = (id, store) =>
    sorted
      .filter((run) => run.store === store)
      .every((run) => run.cases.some((each) => each.id === id && each.state === 'passed'))
      ? '✔'
      : '✖'
  const row = (cells) => `| ${cells.join(' | ')} |`
  return [
    '# What every store keeps',
    '',
    'Each promise is a case of the [store kit](../packages/store-kit/README.md), run on real servers. ✔ says that it held on',
    'every engine of that column. What a store does not declare it refuses with a typed error: the same case proves that.',
    '',
    '`pnpm conformance` runs them and prints the table; `pnpm conformance --write` writes this page.',
    '',
    row(['store', 'engines']),
    row(['---', '---']),
    ...stores.map((store) => row([store, onWhat(store)])),
    '',
    row(['promise', ...stores]),
    row(['---', ...stores.map(() => '---')]),
    ...cases.map(({ id, title }) =>
      row([`${id}: ${title.replaceAll('|', '\\|')}`, ...stores.map((store) => mark(id, store))]),
    ),
    '',
  ].join('\n')
}
