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

/** What the letter of a case is about. */
const topics = {
  A: 'Appending',
  B: 'Summaries',
  C: 'Counting',
  D: 'Values stay values',
  E: 'Errors',
  F: 'Pages',
  G: 'The feed',
  H: 'Histories and references',
  L: 'Reads that nobody waits for',
  O: 'Objects of the app',
  P: 'Pruning',
  Q: 'Conditions',
  R: 'Reading back',
  T: 'Transactions',
  X: 'All of it together',
}

/** The columns of the page: a family of stores on an engine, whatever the release and the driver. */
const columns = ['typeorm', 'sequelize', 'mikro-orm', 'bare driver', 'memory'].flatMap((family) =>
  family === 'memory'
    ? [{ family, engine: 'memory' }]
    : ['postgres', 'mariadb', 'sqlite'].map((engine) => ({ family, engine })),
)

const names = {
  typeorm: 'TypeORM',
  sequelize: 'Sequelize',
  'mikro-orm': 'MikroORM',
  'bare driver': 'driver',
  memory: 'memory',
  postgres: 'PostgreSQL',
  mariadb: 'MariaDB',
  sqlite: 'SQLite',
}

const headOf = ({ family, engine }) =>
  family === engine ? names[family] : `${names[family]} ${names[engine]}`

const belongsTo = (run, { family, engine }) =>
  (run.store === family || run.store.startsWith(`${family} `)) && run.engine.includes(engine)

/**
 * The page of promises: each case, on each engine under each ORM, with the way to its source.
 *
 * @param {KitRun[]} runs
 * @param {Map<string, string>} sources by the id of a case, from the folder of the page
 */
export const conformancePage = (runs, sources) => {
  const sorted = sortedRuns(runs)
  const stores = [...new Set(sorted.map(({ store }) => store))]
  const cases = sorted[0]?.cases ?? []
  const onWhat = (store) =>
    sorted
      .filter((run) => run.store === store)
      .map(({ engine }) => engine)
      .join(', ')
  const shown = columns.filter((column) => sorted.some((run) => belongsTo(run, column)))
  const mark = (id, column) =>
    sorted
      .filter((run) => belongsTo(run, column))
      .every((run) => run.cases.some((each) => each.id === id && each.state === 'passed'))
      ? '✔'
      : '✖'
  const linked = (id, text) => (sources.has(id) ? `[${text}][${id}]` : text)
  const row = (cells) => `| ${cells.join(' | ')} |`
  const letters = [...new Set(cases.map(({ id }) => id[0]))]
  return [
    '# What every store keeps',
    '',
    'Each promise is a numbered case of the [store kit](../packages/store-kit/README.md), run on real servers: what you may rely',
    'on, whichever ORM and database you have. ✔ says that it held for every release of that ORM on that engine, and leads to the',
    'case. What a store does not declare it refuses with a typed error: the same case proves that.',
    '',
    '`pnpm conformance` runs them and prints the table; `pnpm conformance --write` writes this page.',
    '',
    row(['store', 'engines']),
    row(['---', '---']),
    ...stores.map((store) => row([store, onWhat(store)])),
    '',
    ...letters.flatMap((letter) => [
      `## ${topics[letter] ?? letter}`,
      '',
      row(['promise', ...shown.map(headOf)]),
      row(['---', ...shown.map(() => '---')]),
      ...cases
        .filter(({ id }) => id[0] === letter)
        .map(({ id, title }) =>
          row([
            `${id}: ${title.replaceAll('|', '\\|')}`,
            ...shown.map((column) => linked(id, mark(id, column))),
          ]),
        ),
      '',
    ]),
    ...cases.filter(({ id }) => sources.has(id)).map(({ id }) => `[${id}]: ${sources.get(id)}`),
    '',
  ].join('\n')
}
