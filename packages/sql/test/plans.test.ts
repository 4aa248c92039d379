import { createDaybook, type Daybook, type DaybookEvent } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { createSqlStore, eventTable, type SqlStatement } from '@daybook/sql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BareStore, type Engine, engines, openBareStore } from './bare-drivers.ts'
import { dayMillis, manyEvents, newest } from './many-events.ts'

/** How a statement gets at the events. */
interface Plan {
  /** The indexes it uses, `PRIMARY` for the primary key. */
  readonly indexes: readonly string[]
  /** It reads the table without any. */
  readonly scans: boolean
  /** It sorts events, more than a few, before it can answer. */
  readonly sorts: boolean
  /** The engine's own words. */
  readonly text: string
}

// Where only a few can match, a planner rightly collects and sorts them.
const few = 200

const indexName = (name: string) =>
  /pkey$|autoindex/.test(name) ? 'PRIMARY' : name.replace(/^daybook_events_(\w+)_idx$/, '$1')

const explain: Readonly<Record<Engine, (bare: BareStore, statement: SqlStatement) => Promise<Plan>>> = {
  async postgres(bare, { sql, parameters }) {
    const rows = await bare.run(`EXPLAIN ${sql}`, parameters)
    const text = rows.map((row) => row['QUERY PLAN']).join('\n')
    const indexes = [...text.matchAll(/(?:using|Index Scan on) (\w+)/g)].map(([, name = '']) =>
      indexName(name),
    )
    // The groups of a summary are sorted as well, but those are no events: their rows are narrow.
    const sorted = [...text.matchAll(/Sort +\(cost=\S+ rows=(\d+) width=(\d+)/g)]
    return {
      indexes,
      scans: /Seq Scan/.test(text),
      sorts: sorted.some(([, count, width]) => Number(count) > few && Number(width) > 150),
      text,
    }
  },

  async sqlite(bare, { sql, parameters }) {
    const rows = await bare.run(`EXPLAIN QUERY PLAN ${sql}`, parameters)
    const details = rows.map(({ detail }) => String(detail))
    const ofTable = details.filter((detail) => /^(SCAN|SEARCH) daybook_events/.test(detail))
    const indexes = ofTable.map((detail) => indexName(/INDEX (\w+)/.exec(detail)?.[1] ?? 'none'))
    return {
      indexes,
      scans: indexes.includes('none'),
      // The index of requests has no id; a request has few events.
      sorts:
        details.some((detail) => detail === 'USE TEMP B-TREE FOR ORDER BY') &&
        !indexes.includes('request') &&
        !sql.startsWith('WITH'),
      text: details.join('\n'),
    }
  },

  async mariadb(bare, { sql, parameters }) {
    const rows = await bare.run(`EXPLAIN ${sql}`, parameters)
    // What is looked up by its id is a row of the page that was found.
    const ofTable = rows.filter(({ table, type }) => table === 'daybook_events' && type !== 'eq_ref')
    return {
      indexes: ofTable.map(({ key }) => indexName(String(key))),
      scans: ofTable.some(({ type }) => type === 'ALL'),
      sorts: ofTable.some((row) => /filesort/.test(String(row.Extra)) && Number(row.rows) > few),
      text: JSON.stringify(rows, undefined, 1),
    }
  },
}

const analyse: Readonly<Record<Engine, string>> = {
  postgres: 'VACUUM ANALYZE daybook_events',
  sqlite: 'ANALYZE',
  mariadb: 'ANALYZE TABLE daybook_events',
}

const actor = { type: 'developer', id: 'd390' }
const target = { type: 'file', id: 'lib/module-4711.js' }
const lastDay = new Date(newest - dayMillis)
const long = new Date(newest - 80 * dayMillis)

interface Query {
  readonly asks: string
  readonly index: string
  /** An index in the order of ids, walked, is as good: everywhere, or where no index leaves successes out. */
  readonly walks?: 'everywhere' | 'mariadb'
  ask(daybook: Daybook, cursor: string): Promise<unknown>
}

/** What the viewer's screens and the command line ask. */
const queries: readonly Query[] = [
  { asks: 'the first page', index: 'tenant', ask: (daybook) => daybook.find({ limit: 10 }) },
  { asks: 'a deep page', index: 'tenant', ask: (daybook, cursor) => daybook.find({ cursor, limit: 10 }) },
  {
    asks: 'a window',
    index: 'tenant',
    ask: (daybook) => daybook.find({ since: lastDay, until: new Date(newest) }),
  },
  { asks: 'an actor', index: 'actor', ask: (daybook) => daybook.find({ actor }) },
  { asks: 'an actor in a window', index: 'actor', ask: (daybook) => daybook.find({ actor, since: long }) },
  { asks: 'a target', index: 'target', ask: (daybook) => daybook.find({ target }) },
  { asks: 'the history of a target', index: 'target', ask: (daybook) => daybook.history(target).next() },
  { asks: 'the newest of a target', index: 'target', ask: (daybook) => daybook.latest({ target }) },
  { asks: 'a rare action', index: 'action', ask: (daybook) => daybook.find({ action: 'branch.merged' }) },
  {
    asks: 'a pattern of an actor',
    index: 'actor',
    ask: (daybook) => daybook.find({ actor, action: 'file.*' }),
  },
  {
    asks: 'failures of a pattern',
    index: 'outcome',
    walks: 'mariadb',
    ask: (daybook) => daybook.find({ outcome: 'failure', action: 'file.*' }),
  },
  { asks: 'failures', index: 'outcome', ask: (daybook) => daybook.find({ outcome: 'failure' }) },
  {
    asks: 'what did not succeed',
    index: 'outcome',
    walks: 'mariadb',
    ask: (daybook) => daybook.find({ outcome: ['failure', 'denied'] }),
  },
  {
    asks: 'all but successes',
    index: 'outcome',
    walks: 'mariadb',
    ask: (daybook) => daybook.find({ not: { outcome: 'success' } }),
  },
  { asks: 'a request', index: 'request', ask: (daybook) => daybook.find({ requestId: 'commit-4711' }) },
  { asks: 'a count of an actor', index: 'actor', ask: (daybook) => daybook.count({ actor }) },
  { asks: 'a count of a window', index: 'tenant', ask: (daybook) => daybook.count({ since: lastDay }) },
  {
    asks: 'the summary of a day',
    index: 'tenant',
    ask: (daybook) =>
      daybook.summarise({ since: lastDay }, { facets: ['action', 'actor', 'outcome'], buckets: 48 }),
  },
  {
    asks: 'the summary of an actor',
    index: 'actor',
    ask: (daybook) => daybook.summarise({ since: long, actor }, { facets: ['target'], buckets: 48 }),
  },
  {
    asks: 'what is too old',
    index: 'tenant',
    walks: 'everywhere',
    ask: (daybook) => daybook.prune({ until: new Date(0) }),
  },
]

describe.each(engines)('%s', (engine) => {
  describe.each([
    ['an app without tenants', undefined],
    ['a tenant', 'small'],
  ])('of %s', (_, tenant) => {
    let bare: BareStore
    let daybook: Daybook
    let unscoped: Daybook
    let all: readonly DaybookEvent[]
    let cursor: string
    const sent: SqlStatement[] = []

    beforeAll(async () => {
      bare = await openBareStore(engine)
      all = manyEvents(30_000, (number) =>
        tenant === undefined ? null : number % 200 === 0 ? tenant : `large-${number % 3}`,
      )
      for (let from = 0; from < all.length; from += 1_000)
        await bare.store.append(all.slice(from, from + 1_000))
      await bare.run(analyse[engine])
      const recording = createSqlStore<never>({
        name: engine,
        dialect: bare.dialect,
        table: eventTable({}),
        run({ sql, parameters }) {
          sent.push({ sql, parameters })
          return bare.run(sql, parameters)
        },
      })
      unscoped = createDaybook({ store: recording })
      daybook = tenant === undefined ? unscoped : unscoped.forTenant(tenant)
      for (let page = 0, next: string | null = null; page < 10; page++) {
        const found: { readonly nextCursor: string | null } = await daybook.find({
          ...(next && { cursor: next }),
        })
        next = found.nextCursor
        cursor = next as string
      }
    })
    afterAll(() => bare.close())

    const looked = [
      { index: 'actor', filter: { actor } },
      { index: 'target', filter: { target } },
      { index: 'action', filter: { action: 'branch.merged' } },
    ]
    test.each(tenant === undefined ? [] : looked)(
      'one $index of all tenants is looked up in each',
      async ({ index, filter }) => {
        const found = await unscoped.count(filter)
        const plan = await explain[engine](bare, sent.at(-1) as SqlStatement)
        expect(plan, plan.text).toMatchObject({ scans: false, indexes: [index] })
        const wanted = all.filter(
          (event) =>
            event.action === (filter.action ?? event.action) &&
            event.actor?.id === (filter.actor?.id ?? event.actor?.id) &&
            event.target?.id === (filter.target?.id ?? event.target?.id),
        )
        expect(found).toBe(wanted.length)
      },
    )

    const merged = [
      { of: 'an actor', filter: { actor } },
      { of: 'a target', filter: { target } },
      { of: 'a rare action', filter: { action: 'branch.merged' } },
      { of: 'a frequent action', filter: { action: 'file.modified' } },
      { of: 'failures', filter: { outcome: 'failure' } },
      { of: 'all but successes', filter: { not: { outcome: 'success' } } },
      { of: 'what an actor did in vain', filter: { actor, outcome: ['failure', 'denied'] } },
    ] as const
    test.each(tenant === undefined ? [] : merged)(
      'pages of $of in all tenants are those of one log',
      async ({ filter }) => {
        const memory = createMemoryStore()
        await memory.append(all)
        const expected = createDaybook({ store: memory })
        for (const order of ['newest', 'oldest'] as const) {
          const wanted = await expected.find({ ...filter, order, limit: 60 })
          const first = await unscoped.find({ ...filter, order, limit: 20 })
          const plan = await explain[engine](bare, sent.at(-1) as SqlStatement)
          expect(plan.scans, plan.text).toBe(false)
          const cursor = first.nextCursor
          const rest = cursor ? await unscoped.find({ ...filter, order, limit: 40, cursor }) : { events: [] }
          expect(ids([...first.events, ...rest.events])).toEqual(ids(wanted.events))
        }
      },
    )

    const own = () =>
      all
        .filter((event) => tenant === undefined || event.tenant === tenant)
        .sort((a, b) => (a.id < b.id ? 1 : -1))
    const ids = (events: readonly DaybookEvent[]) => events.map(({ id }) => id)

    const frequent = [
      { order: 'newest', limit: 10 },
      { order: 'oldest', limit: 10 },
      { order: 'newest', limit: 60 },
    ] as const
    test.each(engine === 'sqlite' ? frequent : [])(
      'a frequent pattern is walked for: $limit $order',
      async ({ order, limit }) => {
        const { events } = await daybook.find({ action: 'file.*', order, limit })
        const plan = await explain[engine](bare, sent.at(-1) as SqlStatement)
        expect(plan, plan.text).toMatchObject({ scans: false, sorts: false })
        expect(plan.indexes).not.toContain('action')
        const wanted = own().filter(({ action }) => action.startsWith('file.'))
        if (order === 'oldest') wanted.reverse()
        expect(ids(events)).toEqual(ids(wanted.slice(0, limit)))
      },
    )

    if (engine === 'sqlite')
      test('of a rare pattern, only the rows of the page are read', async () => {
        const { events } = await daybook.find({ action: 'branch.*', limit: 100 })
        const { text } = await explain[engine](bare, sent.at(-1) as SqlStatement)
        expect(text).toContain('USING COVERING INDEX daybook_events_action_idx')
        const wanted = own().filter(({ action }) => action.startsWith('branch.'))
        expect(ids(events)).toEqual(ids(wanted.slice(0, 100)))
      })

    test.each(queries)('$asks', async ({ ask, index, walks }) => {
      sent.length = 0
      await ask(daybook, cursor)
      const plan = await explain[engine](bare, sent.at(-1) as SqlStatement)
      // Without tenants, the order of the primary key is the order of the tenant's index.
      const allowed = [index, ...(index === 'tenant' && tenant === undefined ? ['PRIMARY'] : [])]
      if (walks === 'everywhere' || walks === engine) allowed.push('PRIMARY', 'tenant')
      expect(plan, plan.text).toMatchObject({ scans: false, sorts: false })
      expect(plan.indexes, plan.text).not.toEqual([])
      expect(allowed, plan.text).toEqual(expect.arrayContaining([...plan.indexes]))
    })
  })
})
