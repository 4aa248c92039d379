import { createDaybook, type Daybook, type Details } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'

/** The moment the sample events are told from. */
export const sampleNow = Date.parse('2026-11-21T09:17:05.310Z')

const day = 24 * 60 * 60 * 1000

type Sample = readonly [time: string, action: string, details: Details]

const ada = { type: 'User', id: 7, name: 'Ada Lovelace' }
const grace = { type: 'User', id: 12, name: 'Grace Hopper' }
const okafor = { type: 'User', id: 31, name: 'm.okafor@acme.io' }
const worker = { type: 'service', id: 'billing-worker', name: 'billing-worker' }
const system = { type: 'system', id: 'system', name: 'system' }
const key = { type: 'ApiKey', id: '7f3c', name: 'API key ••7f3c' }
const oldKey = { type: 'ApiKey', id: '11aa', name: 'API key ••11aa' }
const invoice = { type: 'Invoice', id: 42, name: 'INV-0042' }
const initech = { type: 'Customer', id: 190, name: 'Initech' }

const request = {
  requestId: 'req_9f2c',
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  ip: '203.0.113.0',
  statusCode: 200,
  durationMs: 41.7,
  method: 'PATCH',
  path: '/invoices/42',
  userAgent: 'Chrome 141, macOS',
}

/** The rows of the design's pictures, today and yesterday. */
const rows: readonly Sample[] = [
  [
    '2026-11-21T09:14:22.481Z',
    'invoice.paid',
    { actor: ada, target: invoice, data: { amount: 4200, currency: 'EUR' }, context: request },
  ],
  [
    '2026-11-21T09:14:22.466Z',
    'invoice.updated',
    {
      actor: ada,
      target: invoice,
      data: {
        source: 'web',
        card: { brand: 'visa', number: '4242', cvc: '123' },
        tags: ['q4', 'emea'],
        ratio: Number.NaN,
      },
      changes: {
        '/status': { before: 'open', after: 'paid' },
        '/paid_at': { before: null, after: '2026-11-21T09:14:22Z' },
        '/billing/address': { after: { street: '1 Analytical Way', city: 'London' } },
      },
      note: 'Settled by card after a reminder.',
      context: request,
    },
  ],
  [
    '2026-11-21T09:12:07.902Z',
    'webhook.delivered',
    {
      actor: worker,
      target: { type: 'Endpoint', id: 'wh_81', name: 'wh_81' },
      outcome: 'failure',
      reason: '504 after 3 tries',
      data: { status: 504, tries: 3 },
      context: { requestId: 'req_9f2c', traceId: request.traceId },
    },
  ],
  [
    '2026-11-21T09:11:58.120Z',
    'report.exported',
    {
      actor: okafor,
      target: { type: 'Report', id: 'q3-payroll', name: 'Q3 payroll' },
      outcome: 'denied',
      reason: 'needs role: finance',
      context: { ip: '198.51.100.0', requestId: 'req_9e01', statusCode: 403 },
    },
  ],
  [
    '2026-11-21T09:10:41.007Z',
    'user.role_changed',
    { actor: grace, target: okafor, changes: { '/role': { before: 'viewer', after: 'editor' } } },
  ],
  [
    '2026-11-21T09:08:30.555Z',
    'customer.created',
    {
      actor: key,
      target: initech,
      changes: Object.fromEntries(
        ['name', 'vat_id', 'street', 'city', 'zip', 'country', 'email'].map((field) => [
          `/${field}`,
          { after: field },
        ]),
      ),
    },
  ],
  [
    '2026-11-21T09:07:12.013Z',
    'session.started',
    { actor: ada, data: { browser: 'Chrome 141', os: 'macOS' } },
  ],
  [
    '2026-11-21T09:02:55.871Z',
    'daybook.pruned',
    {
      actor: system,
      target: { type: 'Table', id: 'daybook_events', name: 'daybook_events' },
      note: '12,408 events older than 365 days',
    },
  ],
  [
    '2026-11-20T23:58:01.330Z',
    'invoice.voided',
    { actor: grace, target: { type: 'Invoice', id: 39, name: 'INV-0039' }, reason: 'duplicate of INV-0038' },
  ],
  [
    '2026-11-20T23:40:19.700Z',
    'session.started',
    { actor: okafor, outcome: 'failure', reason: 'bad password (3rd try)' },
  ],
  [
    '2026-11-20T22:17:44.092Z',
    'invoice.sent',
    { actor: worker, target: invoice, data: { to: 'ap@initech.example' } },
  ],
  [
    '2026-11-20T21:05:09.418Z',
    'customer.updated',
    {
      actor: grace,
      target: initech,
      changes: {
        '/vat_id': { before: null, after: 'DE136695976' },
        '/address': { before: 'Old street 1', after: 'New street 2' },
      },
    },
  ],
  ['2026-11-20T20:55:31.004Z', 'apikey.rotated', { actor: ada, target: key, note: 'old key revoked' }],
  [
    '2026-11-20T20:54:02.777Z',
    'customer.deleted',
    {
      actor: oldKey,
      target: { type: 'Customer', id: 77, name: 'Globex' },
      outcome: 'denied',
      reason: 'scope customers:write is missing',
    },
  ],
  [
    '2026-11-20T20:31:17.268Z',
    'invoice.created',
    {
      actor: grace,
      target: invoice,
      data: { operation: 'create', amount: 4200, currency: 'EUR' },
      changes: {
        '/number': { after: 'INV-0042' },
        '/status': { after: 'open' },
        '/amount': { after: 4200 },
        '/paid_at': { after: null },
        '/pin': { after: '4711' },
      },
    },
  ],
]

/** What goes on all day, told in turn. */
const routine: readonly (readonly [action: string, details: Details])[] = [
  ['invoice.viewed', { data: { format: 'pdf' } }],
  ['customer.updated', { changes: { '/plan': { before: 'basic', after: 'team' } } }],
  ['session.started', { data: { browser: 'Firefox 145', os: 'Linux' } }],
  ['invoice.sent', { data: { to: 'accounts@globex.example' } }],
  ['CREATED_FOO_WIDGET', { data: { size: 'large' } }],
  ['job.finished', { data: { seconds: 14, rows: 1204 } }],
]

/** A daybook in memory with the rows of the pictures and `more` plain ones before them, over some weeks. */
export async function believableDaybook(more = 400): Promise<Daybook> {
  const daybook = createDaybook({
    store: createMemoryStore({ clock: () => sampleNow }),
    clock: () => sampleNow,
  })
  const people = [ada, grace, okafor, worker, null]
  for (let index = more; index > 0; index--) {
    const occurredAt = new Date(sampleNow - day / 2 - index * 1_234_567)
    const [action, details] = routine[index % routine.length] as (typeof routine)[number]
    const target =
      index % 3 === 0
        ? undefined
        : { type: 'Invoice', id: index, name: `INV-${String(index).padStart(4, '0')}` }
    const outcome = index % 31 === 0 ? 'failure' : index % 43 === 0 ? 'denied' : 'success'
    await daybook.log(action, {
      actor: people[index % people.length] ?? null,
      target,
      occurredAt,
      outcome,
      ...details,
    })
  }
  for (const [time, action, details] of [...rows].reverse())
    await daybook.log(action, { ...details, occurredAt: new Date(time) })
  return daybook
}
