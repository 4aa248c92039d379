import { describe, expect, it } from 'vitest'
import type { EventFilter } from './event-query.ts'
import { toSummaryRequest } from './summary-options.ts'

const now = Date.UTC(2026, 10, 21, 9)
const minutesAgo = (minutes: number) => new Date(now - minutes * 60_000)
const window: EventFilter = { since: minutesAgo(60), until: minutesAgo(0), conditions: [] }

describe('toSummaryRequest', () => {
  it('cuts the window into equal buckets', () => {
    expect(toSummaryRequest(window, { buckets: 4 }, now).request).toEqual({
      facets: [],
      values: 10,
      cap: 200_000,
      buckets: { since: minutesAgo(60), widthMillis: 15 * 60_000, count: 4 },
    })
  })

  it('covers a window that does not divide evenly', () => {
    const { request } = toSummaryRequest({ ...window, until: new Date(now + 1) }, { buckets: 7 }, now)
    const { widthMillis = 0, count = 0 } = request.buckets ?? {}
    expect(count).toBe(7)
    expect(widthMillis * count).toBeGreaterThanOrEqual(3_600_001)
    expect(widthMillis * (count - 1)).toBeLessThan(3_600_001)
  })

  it('ends now where the filter names no end, what happened this millisecond included', () => {
    const { filter, request } = toSummaryRequest(
      { since: minutesAgo(1), conditions: [] },
      { buckets: 1 },
      now,
    )
    expect(filter.until).toEqual(new Date(now + 1))
    expect(request.buckets?.widthMillis).toBe(60_001)
  })

  it.each([
    [window.since, 0],
    [new Date(now - 4_000_000), 0],
    [new Date(now - 3_600_000 + 2), 2],
  ])('makes no bucket shorter than a millisecond: until %o', (until, count) => {
    const { request } = toSummaryRequest({ ...window, ...(until && { until }) }, { buckets: 10 }, now)
    expect(request.buckets?.count).toBe(count)
  })

  it('spends no buckets on times at which nothing can have occurred', () => {
    const wide = { since: new Date(-1e14), until: new Date(8.64e15), conditions: [] }
    const { buckets } = toSummaryRequest(wide, { buckets: 10 }, now).request
    expect(buckets?.since).toEqual(new Date(0))
    expect((buckets?.widthMillis ?? 0) * 10).toBeLessThan(now + 2 * 86_400_000)
  })

  it('asks for each facet once', () => {
    expect(toSummaryRequest(window, { facets: ['ip', 'action', 'ip'] }, now).request.facets).toEqual([
      'ip',
      'action',
    ])
  })

  it.each([
    [{ conditions: [] }, {}],
    [window, { facets: ['toString' as 'ip'] }],
    [window, { values: 0 }],
    [window, { values: 1_001 }],
    [window, { buckets: -1 }],
    [window, { buckets: 1_001 }],
    [window, { buckets: 1.5 }],
    [window, { cap: 0 }],
    [window, { cap: 1_000_001 }],
    [window, { cap: Number.NaN }],
    [window, { values: '5' as unknown as number }],
  ])('refuses %j %j', (filter, options) => {
    expect(() => toSummaryRequest(filter, options, now)).toThrow(
      expect.objectContaining({ code: 'DAYBOOK_BAD_QUERY' }),
    )
  })
})
