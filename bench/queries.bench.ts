import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createDaybook, type Daybook, type FindFilter, type FindOptions } from '@daybook/core'
import { createViewer } from '@daybook/viewer'
import { toNodeHandler } from '@daybook/viewer/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BenchDatabase, openBenchDatabase } from './bench-database.ts'
import { durabilityOf } from './durability.ts'
import { newestMillis, spanMillis } from './load-rows.ts'
import { type Aim, type Figure, publish } from './results.ts'

// URLs of databases that `node bench/load.ts` has filled, separated by blanks, such as
// DAYBOOK_BENCH_DATABASES='postgres://…/daybook_bench_10m sqlite:/tmp/daybook_bench_1m.db'.
const urls = (process.env.DAYBOOK_BENCH_DATABASES ?? '').split(' ').filter(Boolean)

const rounds = Number(process.env.DAYBOOK_BENCH_ROUNDS ?? 100)
const deep = Number(process.env.DAYBOOK_BENCH_DEPTH ?? 1_000_000)
const dayMillis = 86_400_000

interface Quantiles {
  readonly p50: number
  readonly p95: number
}

// At the 95th percentile, in milliseconds.
const inStore: Aim = { atMost: 50 }
const atPage: Aim = { atMost: 100 }
const ofSummary: Aim = { atMost: 300 }

/** What a piece of work says that it took. */
class Took {
  readonly millis: number
  constructor(millis: number) {
    this.millis = millis
  }
}

/** Of what `work` took, or says that it took. */
async function timed(work: (round: number) => Promise<unknown>, count: number): Promise<Quantiles> {
  const [quantiles] = await timedInTurns([work], count)
  return quantiles as Quantiles
}

/** The same of each of `works`, which take turns: what slows the machine down slows all of them. */
async function timedInTurns(
  works: readonly ((round: number) => Promise<unknown>)[],
  count: number,
): Promise<readonly Quantiles[]> {
  const millis: number[][] = works.map(() => [])
  // The first ones find nothing in memory yet.
  for (let round = -3; round < count; round++)
    for (const [index, work] of works.entries()) {
      const start = performance.now()
      const answer = await work(round + 3)
      const taken = answer instanceof Took ? answer.millis : performance.now() - start
      if (round >= 0) millis[index]?.push(taken)
    }
  return millis.map((all) => {
    all.sort((a, b) => a - b)
    const at = (part: number) => all[Math.min(Math.floor(all.length * part), all.length - 1)] as number
    return { p50: at(0.5), p95: at(0.95) }
  })
}

const pageEvents = 50

const week = new Date(newestMillis - 7 * dayMillis)

/**
 * Values that many, some and few events have: a log is asked for all of them. Each has more events than a page, those of a
 * week within it, or else tables of different sizes would not be asked for the same.
 */
async function subjectsOf(daybook: Daybook) {
  const { facets } = await daybook.summarise(
    { since: new Date(newestMillis - 2 * dayMillis), until: new Date(newestMillis) },
    { facets: ['actor', 'target'], values: 1_000 },
  )
  const spread = async <T>(all: readonly { readonly value: T }[], filterOf: (value: T) => FindFilter) => {
    const filling: T[] = []
    for (const { value } of all)
      if ((await daybook.count(filterOf(value), { cap: pageEvents + 1 })) > pageEvents) filling.push(value)
    return [0, 0.1, 0.9].map((part) => filling[Math.floor((filling.length - 1) * part)] as T)
  }
  return {
    actors: await spread(facets.actor, (actor) => ({ actor: actor ?? undefined })),
    actorsOfWeek: await spread(facets.actor, (actor) => ({ actor: actor ?? undefined, since: week })),
    targets: await spread(facets.target, (target) => ({ target: target as { type: string; id: string } })),
  }
}

describe.skipIf(urls.length === 0).each(urls)('%s', (url) => {
  let database: BenchDatabase
  let daybook: Daybook
  let pages: ReturnType<typeof createServer>
  let root: string
  let rows: number
  const figures: Figure[] = []

  beforeAll(async () => {
    database = openBenchDatabase(url)
    const clock = () => newestMillis
    daybook = createDaybook({ store: database.store, clock })
    const viewer = createViewer(daybook, { clock, recordAccess: false })
    const handle = toNodeHandler(viewer)
    pages = createServer((req, res) => void handle(req, res, { access: {} }))
    await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve))
    root = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`
    rows = Number((await database.run('SELECT count(*) AS found FROM daybook_events'))[0]?.found)
  })
  afterAll(async () => {
    pages.closeAllConnections()
    await new Promise((resolve) => pages.close(resolve))
    const { dialect, run } = database
    publish({
      kind: 'figures',
      suite: 'queries',
      title: `${rows.toLocaleString('en')} rows on ${dialect.name}`,
      durability: await durabilityOf(dialect.name, run),
      rows: figures,
    })
    await database.close()
  })

  const tell = (name: string, { p50, p95 }: Quantiles, aim?: Aim) => {
    figures.push({ name: `${name}, p50`, value: p50, unit: 'ms' })
    figures.push({ name: `${name}, p95`, value: p95, unit: 'ms', ...(aim && { aim }) })
  }

  /**
   * Milliseconds until the browser has the list. The overview comes after it in the same answer, and is waited for before
   * the next: somebody reads in between.
   */
  const listOf = async (search: string): Promise<Took> => {
    const start = performance.now()
    const response = await fetch(`${root}/?${new URLSearchParams({ q: search })}`)
    expect(response.status).toBe(200)
    let html = ''
    let listed = 0
    for await (const text of (response.body as ReadableStream<Uint8Array>).pipeThrough(
      new TextDecoderStream(),
    )) {
      html += text
      if (listed === 0 && html.includes('</table>')) listed = performance.now() - start
    }
    expect(html).toContain('td class="time"')
    return new Took(listed)
  }

  test('pages in the store', async () => {
    const { actors, actorsOfWeek, targets } = await subjectsOf(daybook)
    const one = <T>(values: readonly T[], round: number) => values[round % values.length] as T
    const queries: Record<string, (round: number) => FindOptions> = {
      'first page': () => ({}),
      'a window of 24 hours': () => ({ since: new Date(newestMillis - dayMillis) }),
      actor: (round) => ({ actor: one(actors, round) ?? undefined }),
      'actor, 7 days': (round) => ({
        actor: one(actorsOfWeek, round) ?? undefined,
        since: week,
      }),
      target: (round) => ({ target: one(targets, round) as { type: string; id: string } }),
      action: (round) => ({ action: one(['file.modified', 'file.renamed', 'file.*', 'no.such'], round) }),
      tenant: (round) => ({ tenant: one(['typeorm', 'mikro-orm', 'sequelize', 'nobody'], round) }),
      outcome: (round) => ({ outcome: one(['failure', 'denied', 'success'] as const, round) }),
      'what did not succeed, of a tenant': () => ({ outcome: ['failure', 'denied'], tenant: 'mikro-orm' }),
    }
    for (const [name, query] of Object.entries(queries))
      tell(
        `find: ${name}`,
        await timed((round) => daybook.find({ limit: pageEvents, ...query(round) }), rounds),
        inStore,
      )
    // They are evenly spread, so the depth is a time.
    const depth = Math.min(deep, Math.floor(rows * 0.9))
    const until = new Date(newestMillis - Math.round((depth / rows) * spanMillis))
    const cursor = (await daybook.find({ limit: pageEvents, until })).nextCursor as string
    const [first, deepPage] = (await timedInTurns(
      [() => daybook.find({ limit: pageEvents }), () => daybook.find({ limit: pageEvents, until, cursor })],
      rounds,
    )) as [Quantiles, Quantiles]
    tell('find: a deep page', deepPage, inStore)
    figures.push({
      name: `a page at depth ${depth.toLocaleString('en')} against the first, p50`,
      value: deepPage.p50 / first.p50,
      unit: 'times',
      aim: { atMost: 1.5 },
    })
    for (const [name, query] of Object.entries(queries)) {
      tell(
        `count to 10,000: ${name}`,
        await timed((round) => daybook.count({ ...query(round) }), Math.ceil(rounds / 5)),
      )
    }
  })

  test('pages at the page', async () => {
    const { actors, targets } = await subjectsOf(daybook)
    const quoted = (key: string, value: { type: string; id: string | null } | null | undefined) =>
      `${key}:"${value?.type}:${value?.id}"`
    const searches: Record<string, readonly string[]> = {
      'first page': [''],
      actor: actors.map((value) => quoted('actor', value)),
      'actor, all time': actors.map((value) => `${quoted('actor', value)} since:all`),
      target: targets.map((value) => `${quoted('target', value)} since:7d`),
      action: ['action:file.modified', 'action:file.renamed since:7d'],
      tenant: ['tenant:typeorm', 'tenant:sequelize'],
      outcome: ['outcome:failure', 'outcome:failure,denied since:30d'],
    }
    for (const [name, all] of Object.entries(searches))
      tell(
        `page: ${name}`,
        await timed((round) => listOf(all[round % all.length] as string), Math.ceil(rounds / 2)),
        atPage,
      )
  })

  test('facets and histogram of 24 hours', async () => {
    const since = new Date(newestMillis - dayMillis)
    const until = new Date(newestMillis)
    const options = { facets: ['outcome', 'action', 'actor', 'targetType'], values: 9, buckets: 48 } as const
    const { events } = await daybook.summarise({ since, until }, options)
    figures.push({ name: 'events of 24 hours', value: events, unit: '' })
    tell(
      'facets and histogram of 24 hours',
      await timed(() => daybook.summarise({ since, until }, options), Math.ceil(rounds / 5)),
      ofSummary,
    )
    tell(
      'page: /api/summary',
      await timed(async () => (await fetch(`${root}/api/summary`)).text(), Math.ceil(rounds / 5)),
    )
    tell('page: /usage', await timed(async () => (await fetch(`${root}/usage`)).text(), 2))
  })
})
