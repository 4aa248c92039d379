import { eventFromJson } from '@daybook/core/sinks'
import { expect, test, vi } from 'vitest'
import { believableDaybook } from '../../test/believable-events.ts'
import { failingDaybook, openedViewer, timedOut } from '../../test/opened-viewer.ts'

const daybook = await believableDaybook()
const get = openedViewer(daybook)
const ask = async (path: string) => {
  const { response, status, html } = await get(path)
  return { type: response.headers.get('Content-Type'), status, body: JSON.parse(html) }
}

test('events: the page that the list shows, its count, and the pages after it', async () => {
  const { status, body } = await ask('/api/events?actor=User:7&since=all&limit=40')
  expect(status).toBe(200)
  const page = await daybook.find({ actor: { type: 'User', id: 7 }, limit: 40 })
  expect(body.count).toBe(84)
  expect(body.events.map(eventFromJson)).toEqual(page.events.map((event) => ({ ...event, recordedAt: null })))
  const { body: second } = await ask(`/api/events?actor=User:7&since=all&limit=40&cursor=${body.nextCursor}`)
  const { body: third } = await ask(`/api/events?actor=User:7&since=all&limit=40&cursor=${second.nextCursor}`)
  expect([...body.events, ...second.events, ...third.events].map(({ id }) => id)).toHaveLength(84)
  expect(third.nextCursor).toBeNull()
})

test('one event, the summary and the usage are those of the pages', async () => {
  const [event] = (await daybook.find({ limit: 1 })).events
  expect((await ask(`/api/events/${event?.id}`)).body).toEqual(JSON.parse(JSON.stringify(event)))
  const { body: summary } = await ask('/api/summary?since=7d')
  expect(summary.events).toBe(415)
  expect(summary.buckets).toHaveLength(48)
  expect((await ask('/api/usage')).body.windows).toMatchObject([
    { days: 7, used: 7 },
    { days: 30, used: 7 },
  ])
})

test.each([
  ['/api/events?q=since:soon', 400, '`soon` is no time'],
  ['/api/events?limit=0', 400, '“limit” takes'],
  ['/api/events?limit=1001', 400, '“limit” takes'],
  ['/api/events?cursor=nonsense', 400, 'made for another filter'],
  ['/api/events?actorId=7', 400, 'Did you mean `actor`?'],
  ['/api/events?userId=7', 400, 'There is no parameter `userId`'],
  ['/api/summary?outcom=denied', 400, 'Did you mean `outcome`?'],
  ['/api/summary?limit=5', 400, 'There is no parameter `limit`'],
  ['/api/states/Invoice/42?form=2026-11-20', 400, 'There is no parameter `form`'],
  ['/api/events/nothing', 404, 'no event with this id'],
  ['/api/nothing', 404, 'nothing at this address'],
])('%s is a %i in JSON', async (path, expected, said) => {
  const { status, type, body } = await ask(path)
  expect([status, type]).toEqual([expected, 'application/json; charset=utf-8'])
  expect(body.detail).toContain(said)
  if (expected === 400) expect(body.code).toMatch(/^DAYBOOK_BAD_(QUERY|CURSOR)$/)
})

test('K16: failures keep their details to themselves', async () => {
  const onError = vi.fn()
  const failed = await openedViewer(failingDaybook(new Error('password=hunter2')), { onError })('/api/events')
  expect(failed.status).toBe(500)
  expect(JSON.parse(failed.html)).toMatchObject({ errorId: onError.mock.lastCall?.[1] })
  expect(failed.html).not.toContain('hunter2')
  expect((await openedViewer(failingDaybook(timedOut()))('/api/summary')).status).toBe(503)
})

test('the OpenAPI document describes what is answered', async () => {
  const { body: document } = await ask('/api/openapi.json')
  const { schemas } = document.components
  const id = (await daybook.find({ limit: 1 })).events[0]?.id ?? ''
  for (const [path, { get: operation }] of Object.entries<Record<string, Operation>>(document.paths)) {
    const { response, status, html } = await get(
      path.replace('{type}/{id}', 'Invoice/42').replace('{id}', id),
    )
    if (path === '/api/live') {
      // A stream has no end, and this store keeps no feed.
      expect(Object.keys(operation?.responses ?? {})).toContain(String(status))
      continue
    }
    expect([path, status]).toEqual([path, 200])
    const [[type, { schema }] = ['', {}]] = Object.entries(operation?.responses[200].content ?? {})
    expect(response.headers.get('Content-Type')).toContain(type)
    if (schema) expect(mismatches(JSON.parse(html), schema, schemas, path)).toEqual([])
    for (const { name, in: place, schema: of } of operation?.parameters ?? []) {
      if (place !== 'query' || of.type !== 'integer') continue
      expect((await get(`${path}?${name}=x`)).status).toBe(400)
    }
  }
})

interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly oneOf?: readonly Schema[]
  readonly items?: Schema
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
}

interface Operation {
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[]
  readonly responses: {
    readonly 200: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> }
  }
}

type Schemas = Readonly<Record<string, Schema>>

/** Where a value is not what its schema says, also where it has more than that. */
function mismatches(value: unknown, schema: Schema, schemas: Schemas, at: string): readonly string[] {
  if (schema.$ref) {
    const named = schemas[schema.$ref.split('/').at(-1) ?? '']
    return named ? mismatches(value, named, schemas, at) : [`${at}: no schema ${schema.$ref}`]
  }
  if (schema.oneOf)
    return schema.oneOf.some((each) => mismatches(value, each, schemas, at).length === 0)
      ? []
      : [`${at}: none fits`]
  if (schema.enum) return schema.enum.includes(value) ? [] : [`${at}: ${value}`]
  const kind =
    value === null
      ? 'null'
      : Array.isArray(value)
        ? 'array'
        : Number.isInteger(value)
          ? 'integer'
          : typeof value
  const types = [schema.type ?? kind].flat()
  if (!types.includes(kind) && !(kind === 'integer' && types.includes('number'))) return [`${at} is ${kind}`]
  if (Array.isArray(value) && schema.items)
    return value.flatMap((each, index) => mismatches(each, schema.items ?? {}, schemas, `${at}[${index}]`))
  if (kind !== 'object' || !schema.properties) return []
  const entries = Object.entries(value as object)
  const missing = (schema.required ?? []).filter((name) => !entries.some(([key]) => key === name))
  return [
    ...missing.map((name) => `${at}.${name} is missing`),
    ...entries.flatMap(([key, each]) => {
      const known = schema.properties?.[key]
      return known ? mismatches(each, known, schemas, `${at}.${key}`) : [`${at}.${key} is not described`]
    }),
  ]
}
