/**
 * What the runs of the change scenarios say together: which API of which ORM leaves which events.
 *
 * @typedef {'passed' | 'failed' | 'skipped'} State
 * @typedef {{ kind: string, api: string, seen: string, why: string, state: State }} Operation
 * @typedef {{ orm: string, engine: string, operations: Operation[], others: { title: string, state: State }[] }} CaptureRun
 */

const engines = ['sqlite', 'postgres', 'mariadb']

/** The ORMs that are promised, each on every engine; a release may follow the name. */
export const promisedOrms = ['typeorm', 'sequelize', 'mikro-orm']

const family = ({ orm }) => orm.split(' ')[0]

/** Every reason why the table would promise what is not proven. @param {CaptureRun[]} runs */
export const captureGaps = (runs) => [
  ...promisedOrms.flatMap((orm) =>
    engines
      .filter((engine) => !runs.some((run) => family(run) === orm && run.engine === engine))
      .map((engine) => `${orm} on ${engine} did not run`),
  ),
  ...runs.flatMap(({ orm, engine, operations, others }) => [
    ...operations
      .filter(({ state }) => state !== 'passed')
      .map(({ kind, api, state }) => `${orm} on ${engine}: ${kind} by ${api} (${state})`),
    ...others
      .filter(({ state }) => state !== 'passed')
      .map(({ title, state }) => `${orm} on ${engine}: ${title} (${state})`),
  ]),
]

const distinct = (values) => [...new Set(values)]

/** How one API is seen; where that is not the same everywhere, on what. */
const seenAs = (found) => {
  const ways = distinct(found.map(({ seen }) => seen))
  if (ways.length === 1) return ways[0]
  const where = (seen) =>
    distinct(found.filter((each) => each.seen === seen).map(({ engine }) => engine)).join(', ')
  return ways.map((seen) => `${seen} (${where(seen)})`).join('; ')
}

const escaped = (text) => text.replaceAll('|', '\\|')
const row = (cells) => `| ${cells.join(' | ')} |`

/** In an order of their own: which file a test runner runs first changes from run to run. */
const sorted = (runs) => runs.toSorted((a, b) => (`${a.orm} ${a.engine}` < `${b.orm} ${b.engine}` ? -1 : 1))

/** The page: for each kind of change, each ORM's ways to make it, and what they leave. @param {CaptureRun[]} runs */
export const capturePage = (runs) => {
  const all = sorted(runs).flatMap((run) =>
    run.operations.map((operation) => ({ ...operation, orm: family(run), engine: run.engine })),
  )
  const orms = [...promisedOrms, ...distinct(all.map(({ orm }) => orm))].filter(
    (orm, index, list) => all.some((each) => each.orm === orm) && list.indexOf(orm) === index,
  )
  const of = (kind, orm) => all.filter((each) => each.kind === kind && each.orm === orm)
  const cell = (kind, orm) => {
    const found = of(kind, orm)
    return distinct(found.map(({ api }) => api))
      .map((api) => {
        const same = found.filter((each) => each.api === api)
        if (api !== '-') return `\`${escaped(api)}\`: ${seenAs(same)}`
        const where =
          same.length < found.length ? ` on ${distinct(same.map(({ engine }) => engine)).join(', ')}` : ''
        return `none${where}: ${escaped(same[0].why)}`
      })
      .join('<br>')
  }
  const reasons = distinct(
    all
      .filter(({ seen, why }) => why !== '' && seen !== 'unsupported')
      .map(({ orm, api, seen, why }) => `- ${orm}, \`${api}\` (${seen}): ${why}`),
  )
  return [
    '# What change capture sees',
    '',
    'Each line is a test of the [shared scenarios](../../packages/store-kit/src/changes/), run on PostgreSQL, MariaDB and SQLite: in',
    'a transaction that commits, and in one that is rolled back and leaves nothing. *captured*: an event for each row, with',
    'before and after of each field that changed. *summarised*: one event for the statement, with its criteria, the number of',
    'rows and the changed columns. *not seen*: no event; [record it by hand](../guides/change-capture.md#what-passes-unseen).',
    '',
    '`pnpm capture` runs them; `pnpm capture --write` writes this page.',
    '',
    row(['change', ...orms]),
    row(['---', ...orms.map(() => '---')]),
    ...distinct(all.map(({ kind }) => kind)).map((kind) =>
      row([kind, ...orms.map((orm) => cell(kind, orm))]),
    ),
    '',
    ...(reasons.length > 0 ? ['## Why', '', ...reasons, ''] : []),
  ].join('\n')
}
