import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { engines, hasEngine, openWorld, run, type World } from './cli-rig.ts'

/** The columns as Django's own migrations make them, and its MySQL and SQLite backends have no better types. */
const types = {
  sqlite: { time: 'datetime', json: 'text', ip: 'char(39)' },
  postgres: { time: 'timestamp with time zone', json: 'jsonb', ip: 'inet' },
  mariadb: { time: 'datetime(6)', json: 'longtext', ip: 'char(39)' },
}

describe.each(engines.filter(hasEngine))('tables of other systems on %s', (engine) => {
  const { time, json, ip } = types[engine]
  const zone = engine === 'postgres' ? '+00' : ''
  const quoted = engine === 'mariadb' ? '`' : '"'
  let source: World
  let target: World
  beforeEach(async () => {
    source = await openWorld(engine, { bare: true })
    target = await openWorld(engine)
    await source.sql(
      'CREATE TABLE django_content_type (id integer PRIMARY KEY, app_label varchar(100), model varchar(100))',
    )
    await source.sql("INSERT INTO django_content_type VALUES (7, 'billing', 'invoice')")
    await source.sql('CREATE TABLE auth_user (id integer PRIMARY KEY, username varchar(150))')
    await source.sql("INSERT INTO auth_user VALUES (1, 'ada')")
  })
  afterEach(async () => {
    await source.close()
    await target.close()
  })

  const stored = async () => {
    const { out } = await run(['export'], { url: target.url })
    return out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
  }

  test('pinax-eventlog, once however often it is imported', async () => {
    await source.sql(
      `CREATE TABLE pinax_eventlog_log (id integer PRIMARY KEY, ${quoted}timestamp${quoted} ${time}, action varchar(50), ` +
        `object_id integer, extra ${json}, content_type_id integer, user_id integer)`,
    )
    await source.sql(
      `INSERT INTO pinax_eventlog_log VALUES
        (1, '2024-03-31 01:30:00.250000${zone}', 'INVOICE_PAID', 42, '{"amount": 4200}', 7, 1),
        (2, '2024-03-31 02:30:00${zone}', 'SWEPT', NULL, '{}', NULL, NULL),
        (3, '2024-03-31 03:30:00${zone}', 'INVOICE_SEEN', 43, '[1]', 8, 2)`,
    )
    const line = ['import', source.url, '--format', 'pinax-eventlog']
    expect((await run(line, { url: target.url })).err).toContain('3 events imported')
    expect((await run(line, { url: target.url })).err).toContain('0 events imported, 3 there already')
    expect(await stored()).toMatchObject([
      {
        action: 'INVOICE_PAID',
        occurredAt: '2024-03-31T01:30:00.250Z',
        actor: { type: 'auth.user', id: '1', name: 'ada' },
        target: { type: 'billing.invoice', id: '42' },
        data: { amount: 4200 },
      },
      { action: 'SWEPT', occurredAt: '2024-03-31T02:30:00.000Z', actor: null, target: null, data: {} },
      {
        action: 'INVOICE_SEEN',
        actor: { type: 'auth.user', id: '2' },
        target: { type: 'content_type.8', id: '43' },
        data: { value: [1] },
      },
    ])
  })

  test('django-auditlog, with what changed', async () => {
    await source.sql(
      `CREATE TABLE auditlog_logentry (id integer PRIMARY KEY, object_pk varchar(255), object_id bigint, object_repr text, ` +
        `action smallint, changes ${json}, changes_text text, ${quoted}timestamp${quoted} ${time}, actor_id integer, ` +
        `actor_email varchar(254), content_type_id integer, remote_addr ${ip}, additional_data ${json}, ` +
        `serialized_data ${json}, cid varchar(255))`,
    )
    await source.sql(
      `INSERT INTO auditlog_logentry VALUES
        (10, '42', 42, 'INV-0042', 1, '{"status": ["open", "paid"], "paid/at": ["None", "2024-01-01"], "tags": {"type": "m2m", "operation": "add", "objects": ["late"]}}',
          '', '2024-01-01 10:00:00${zone}', 9, 'eve@example.org', 7, '203.0.113.9', NULL, NULL, 'req-1'),
        (11, '42', 42, '', 2, NULL, '{"status": ["paid", "None"]}', '2024-01-02 10:00:00${zone}', NULL, NULL, 7, NULL,
          '{"why": "gdpr"}', '{"pk": 42}', NULL)`,
    )
    const line = ['import', source.url, '--format', 'django-auditlog']
    const first = await run([...line, '--skip', '1'], { url: target.url })
    expect(first.err).toContain('1 event imported')
    expect((await run(line, { url: target.url })).err).toContain('1 event imported, 1 there already')
    expect(await stored()).toMatchObject([
      {
        action: 'billing.invoice.updated',
        occurredAt: '2024-01-01T10:00:00.000Z',
        actor: { type: 'auth.user', id: '9', name: 'eve@example.org' },
        target: { type: 'billing.invoice', id: '42', name: 'INV-0042' },
        ip: '203.0.113.9',
        requestId: 'req-1',
        changes: {
          '/status': { before: 'open', after: 'paid' },
          '/paid~1at': { before: null, after: '2024-01-01' },
          '/tags': { after: ['late'] },
        },
      },
      {
        action: 'billing.invoice.deleted',
        data: { why: 'gdpr', snapshot: { pk: 42 } },
        changes: { '/status': { before: 'paid', after: null } },
      },
    ])
  })

  test('a database without such a table is told so', async () => {
    const told = await run(['import', source.url, '--format', 'pinax-eventlog'], { url: target.url })
    expect(told.code).toBe(1)
    expect(told.err).toContain('There is no table pinax_eventlog_log or eventlog_log in that database.')
    expect((await run(['import', '-', '--format', 'pinax-eventlog'], { url: target.url })).code).toBe(2)
  })
})
