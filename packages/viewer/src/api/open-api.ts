import { queryKeys } from '@daybook/core/query'
import { type ExportFormat, exportFormats } from '../components/links.ts'
import { eventLines } from '../export/event-lines.ts'
import { facetValues } from '../pages/find-summary.ts'

const text = { type: 'string' } as const
const nullableText = { type: ['string', 'null'] } as const
const count = { type: 'integer', minimum: 0 } as const
const instant = { type: 'string', format: 'date-time' } as const

const queryParameter = (name: string, description: string, schema: object = text) =>
  ({ name, in: 'query', description, schema }) as const

/** The filters of the list, in the words of its address. */
const filters = [
  queryParameter(
    'q',
    `A query text, such as \`actor:User:7 outcome:failure,denied -action:session.* since:7d\`. Its keys: ${queryKeys.join(', ')}, data.<path> and context.<path>. Without \`since\`: the last 24 hours; \`since:all\` for all time. A key can also be a parameter of its own, such as \`actor=User:7\`; any other parameter is refused.`,
  ),
]

const object = (properties: object, required = Object.keys(properties)) => ({
  type: 'object',
  required,
  properties,
})
const list = (items: object) => ({ type: 'array', items })
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const json = (schema: object) => ({ 'application/json': { schema } })

const pathParameter = (name: string) => ({ name, in: 'path', required: true, schema: text }) as const

const reference = object({ type: text, id: nullableText, name: text }, ['type', 'id'])

const schemas = {
  Event: object({
    id: text,
    occurredAt: instant,
    recordedAt: { type: ['string', 'null'], format: 'date-time' },
    tenant: nullableText,
    action: text,
    version: count,
    outcome: { enum: ['success', 'failure', 'denied'] },
    reason: nullableText,
    actor: { oneOf: [reference, { type: 'null' }] },
    target: { oneOf: [reference, { type: 'null' }] },
    note: text,
    data: {},
    changes: { type: ['object', 'null'] },
    context: { type: 'object' },
    requestId: nullableText,
    traceId: nullableText,
    ip: nullableText,
    statusCode: { type: ['integer', 'null'] },
    durationMs: { type: ['number', 'null'] },
  }),
  EventPage: object({
    events: list(ref('Event')),
    count: { ...count, description: 'Counted up to 10,000: then there may be more.' },
    nextCursor: nullableText,
    previousCursor: nullableText,
  }),
  Summary: object({
    events: count,
    capped: { type: 'boolean', description: 'Only the newest events were looked at.' },
    facets: object(
      Object.fromEntries(
        ['outcome', 'action', 'actor', 'targetType'].map((name) => [
          name,
          list(object({ value: {}, count })),
        ]),
      ),
    ),
    buckets: list(object({ since: instant, success: count, failure: count, denied: count })),
  }),
  State: object({
    time: instant,
    eventId: { ...nullableText, description: 'The event right after which it was so.' },
    values: { type: ['object', 'null'], description: 'Null where it did not exist, or nothing is known.' },
    links: { type: 'object', description: 'What it was linked to, by relation.' },
    complete: { type: 'boolean', description: 'The values are all that its history was to hold.' },
    unknown: { ...list(text), description: 'JSON Pointers to values that were redacted, hashed or cut.' },
    lastEventId: nullableText,
  }),
  States: object({
    target: object({ type: text, id: text }),
    at: ref('State'),
    from: { oneOf: [ref('State'), { type: 'null' }] },
    changes: { type: ['object', 'null'], description: 'In what the later state differs from the earlier.' },
  }),
  Usage: object({
    windows: list(
      object({ days: count, used: count, active: count, capped: { type: 'boolean' } }, [
        'days',
        'used',
        'capped',
      ]),
    ),
    days: list(object({ day: instant, actors: count, events: count, capped: { type: 'boolean' } })),
  }),
  Problem: object({ code: text, title: text, detail: text, errorId: text }, ['title', 'detail']),
}

const operation = (summary: string, parameters: readonly object[], content: object, more: object = {}) => ({
  get: {
    summary,
    parameters,
    responses: {
      200: { description: 'Found', content },
      400: { description: 'The query cannot be used', content: json(ref('Problem')) },
      403: { description: 'No access' },
      500: { description: 'The log could not be read', content: json(ref('Problem')) },
      503: { description: 'The log took too long, or is not ready', content: json(ref('Problem')) },
      ...more,
    },
  },
})

const exportOf = (format: ExportFormat) => [
  `/export.${format}`,
  operation(`All matching events as ${format.toUpperCase()}`, filters, {
    [eventLines[format].type.split(';')[0] as string]: {},
  }),
]

/** What the viewer answers with to programs, as an OpenAPI 3.1 document. Addresses are below its mount path. */
export function openApi(title: string) {
  return {
    openapi: '3.1.0',
    info: { title, version: '1', description: 'Reads only what the caller may see.' },
    servers: [{ url: '..' }],
    paths: {
      '/api/events': operation(
        'One page of matching events, newest first',
        [
          ...filters,
          queryParameter('cursor', 'The `nextCursor` or `previousCursor` of a page of the same query.'),
          queryParameter('limit', 'Events of a page.', {
            type: 'integer',
            minimum: 1,
            maximum: 1_000,
            default: 50,
          }),
        ],
        json(ref('EventPage')),
      ),
      '/api/events/{id}': operation('One event', [pathParameter('id')], json(ref('Event')), {
        404: { description: 'No such event', content: json(ref('Problem')) },
      }),
      '/api/summary': operation(
        `The ${facetValues} most frequent values of matching events, and how many happened when`,
        filters,
        json(ref('Summary')),
      ),
      '/api/states/{type}/{id}': operation(
        'A target as it was, folded from its changes, and what changed between two moments',
        [
          pathParameter('type'),
          pathParameter('id'),
          queryParameter('at', 'The id of an event, or a time. Default: now.'),
          queryParameter('from', 'Another moment to compare with; `at` is the later of the two.'),
        ],
        json(ref('States')),
        { 404: { description: 'No changes of it are known', content: json(ref('Problem')) } },
      ),
      '/api/live': operation(
        'Matching events as they are committed, as server-sent events: data is an event, id its position',
        [
          ...filters,
          queryParameter('after', 'The position to go on from; the header Last-Event-ID wins.', count),
        ],
        { 'text/event-stream': { schema: ref('Event') } },
        { 404: { description: 'The store keeps no feed', content: json(ref('Problem')) } },
      ),
      '/api/usage': operation('How many actors use the app', [], json(ref('Usage'))),
      ...Object.fromEntries(exportFormats.map(exportOf)),
    },
    components: { schemas },
  }
}
