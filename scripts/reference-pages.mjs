// The pages of docs/reference that are made from the sources: table, event, HTTP API. The options: options-page.mjs.
import { limits } from '../packages/core/src/index.ts'
import {
  createStatements,
  dialects,
  eventColumns,
  eventIndexes,
  eventTable,
  indexColumns,
  indexName,
} from '../packages/sql/src/index.ts'
import { openApi } from '../packages/viewer/src/api/open-api.ts'
import { optionsTable, propertiesOf } from './options-page.mjs'

const made = '<!-- Made by scripts/reference-pages.mjs; `vitest run -u reference-pages` writes it. -->'
const row = (cells) => `| ${cells.map((each) => each.replaceAll('|', '\\|')).join(' | ')} |`
const code = (text) => `\`${text}\``
const core = '@daybook/core'

const engines = { postgres: 'PostgreSQL', mariadb: 'MariaDB', sqlite: 'SQLite' }

/** What an index is for, by its name. */
const uses = {
  tenant: 'the list of a tenant, newest first; finding out whether there are tenants at all',
  action: '`action:`, exact or by its beginning',
  actor: 'one actor’s timeline, `actor:`',
  target: 'one object’s history, `target:`',
  outcome: '`outcome:failure,denied`',
  request: 'the events of one request',
}

export const tablePage = () => {
  const table = eventTable({})
  const types = (column) => Object.keys(engines).map((name) => code(dialects[name].columnType(column)))
  return [
    '# Table and indexes',
    '',
    made,
    '',
    'The one table that holds the events, as the migrations make it: for reading it with your own SQL, and for a database',
    'administrator’s questions. Statements, entities and migrations of every ORM derive from the same list of columns; why it is as',
    'it is, is in [decision 007](../../decisions/007-the-table.md).',
    '',
    '## Columns',
    '',
    row(['column', 'property', 'null', ...Object.values(engines)]),
    row(['---', '---', '---', ...Object.keys(engines).map(() => '---')]),
    ...eventColumns.map((column) =>
      row([code(column.name), code(column.property), column.nullable ? 'yes' : 'no', ...types(column)]),
    ),
    '',
    'A tenant that is absent is the empty text, so that it can lead every index; the API says null.',
    '',
    '## Indexes',
    '',
    row(['index', 'columns', 'rows', 'serves']),
    row(['---', '---', '---', '---']),
    row(['primary key', '`id`', 'all', 'one event; pages of all events; time, because an id begins with it']),
    ...eventIndexes.map((index) => {
      const whole = indexColumns({ partialIndexes: false }, index)
      const isPartial = index.where !== undefined
      const onMariadb = isPartial ? `; MariaDB: all, by ${whole.map(code).join(', ')}` : ''
      return row([
        code(indexName(table, index)),
        index.columns.map(code).join(', '),
        isPartial ? `${code(index.where)}${onMariadb}` : 'all',
        uses[index.name],
      ])
    }),
    '',
    'What each of them costs: [the cost of each index](../explanation/index-costs.md). `data` has no index; add one of your own on',
    'what you ask for, and name it other than `daybook_events_…_idx`.',
    '',
    '## As SQL',
    '',
    '`npx daybook migration` prints the same for your database.',
    '',
    ...Object.entries(engines).flatMap(([name, title]) => [
      `### ${title}`,
      '',
      '```sql',
      ...createStatements(dialects[name], table).map((sql) => `${brokenAtCommas(sql)};`),
      '```',
      '',
    ]),
  ].join('\n')
}

/** A CREATE TABLE with a column on each line. */
const brokenAtCommas = (sql) =>
  sql.startsWith('CREATE TABLE')
    ? sql
        .replace(' (', ' (\n  ')
        .replaceAll(/, (?=["`]|CONSTRAINT)/g, ',\n  ')
        .replace(/\)([^)]*)$/, '\n)$1')
    : sql

/** The limit of a property's text, where it has one. */
const limitOf = (name) =>
  ({
    tenant: limits.tenant,
    action: limits.action,
    actor: `type ${limits.referenceType}, id ${limits.referenceId}, name ${limits.referenceName}`,
    target: `type ${limits.referenceType}, id ${limits.referenceId}, name ${limits.referenceName}`,
    note: limits.note,
    reason: limits.reason,
    requestId: limits.requestId,
    traceId: limits.traceId,
    ip: limits.ip,
  })[name]

const example = {
  id: '019aa8b1-9c80-7d3e-8a4f-5b7f0c2d9e10',
  occurredAt: '2026-11-21T09:14:22.464Z',
  recordedAt: '2026-11-21T09:14:22.481Z',
  tenant: 'acme',
  action: 'invoice.paid',
  version: 1,
  outcome: 'success',
  reason: null,
  actor: { type: 'User', id: '7', name: 'Ada Lovelace' },
  target: { type: 'Invoice', id: '42', name: 'INV-0042' },
  note: '',
  requestId: 'req_8f14e45f',
  traceId: null,
  ip: '203.0.113.7',
  statusCode: null,
  durationMs: null,
  data: { amount: 4200, currency: 'EUR' },
  changes: { '/status': { before: 'open', after: 'paid' } },
  context: { method: 'POST', route: '/invoices/:id/pay' },
}

export const eventPage = () => {
  const properties = propertiesOf(core, 'DaybookEvent')
  const columns = (name) =>
    eventColumns
      .filter(({ property }) => property === name || property.replace(/(Type|Id|Name)$/, '') === name)
      .filter(({ property }) => property === name || ['actor', 'target'].includes(name))
      .map((column) => code(column.name))
  return [
    '# The event',
    '',
    made,
    '',
    'What is stored when something is logged, property by property: for whoever reads events, exports them or writes a sink. An',
    'event never changes after it was stored.',
    '',
    '```json',
    JSON.stringify(example, undefined, 2),
    '```',
    '',
    '## Properties',
    '',
    row(['property', 'type', 'column', 'at most', '']),
    row(['---', '---', '---', '---', '---']),
    ...properties.map(({ name, type, text }) => {
      const shown = type.replace(/^D$/, 'Json').replace(/^A$/, 'string').replace('<T>', '')
      const limit = limitOf(name)
      return row([
        code(name),
        code(shown),
        columns(name).join(', '),
        limit === undefined ? '' : typeof limit === 'number' ? limit.toLocaleString('en') : limit,
        text,
      ])
    }),
    '',
    'Limits are in UTF-16 code units and the same on every database. What is longer is refused with `DAYBOOK_INVALID_EVENT`, except',
    'that names of references are cut. `data`, `changes` and `context` together have [limits of their own](json-forms.md#limits).',
    '',
    '## What `log()` takes',
    '',
    'The second argument of `log()` and `defer()`. What is left out comes from the [context](pipeline.md#context), or is null.',
    '',
    ...optionsTable(propertiesOf(core, 'Details')),
    '',
    '## What a catalog entry says',
    '',
    'The values of `defineEvents({ … })`, one for each action.',
    '',
    ...optionsTable(propertiesOf(core, 'EventDefinition')),
    '',
  ].join('\n')
}

const typeOf = (schema) => {
  if (!schema || Object.keys(schema).length === 0) return 'any'
  if (schema.$ref) return schema.$ref.split('/').at(-1)
  if (schema.enum) return schema.enum.map((each) => `"${each}"`).join(' | ')
  if (schema.oneOf) return schema.oneOf.map(typeOf).join(' | ')
  if (schema.type === 'array') return `${typeOf(schema.items)}[]`
  if (schema.properties)
    return `{ ${Object.entries(schema.properties)
      .map(([name, each]) => `${name}${schema.required?.includes(name) ? '' : '?'}: ${typeOf(each)}`)
      .join(', ')} }`
  const types = [schema.type].flat().join(' | ')
  return schema.format ? `${types} (${schema.format})` : types
}

export const httpApiPage = () => {
  const { paths, components } = openApi('Daybook')
  return [
    '# HTTP API',
    '',
    made,
    '',
    'What the [viewer](../guides/viewer.md) answers to programs: for reading the log from a script or another service. Addresses are',
    'below its mount path. Every one of them is a GET, passes the same `authorize`, and shows the caller’s tenant alone. The viewer',
    'serves this as an OpenAPI 3.1 document at `/api/openapi.json`.',
    '',
    '```sh',
    "curl 'http://localhost:3000/admin/events/api/events?q=actor:User:7+outcome:denied+since:7d'",
    '```',
    '',
    ...Object.entries(paths).flatMap(([path, { get }]) => [
      `## GET \`${path}\``,
      '',
      `${get.summary}.`,
      '',
      ...(get.parameters.length === 0
        ? []
        : [
            row(['parameter', 'in', 'type', '']),
            row(['---', '---', '---', '---']),
            ...get.parameters.map(({ name, in: where, schema, description = '' }) => {
              const bounds = [
                schema.minimum === undefined ? '' : `from ${schema.minimum}`,
                schema.maximum === undefined ? '' : `to ${schema.maximum.toLocaleString('en')}`,
                schema.default === undefined ? '' : `default ${schema.default}`,
              ].filter(Boolean)
              return row([
                code(name),
                where,
                [code(typeOf(schema)), ...bounds].join(', '),
                description.replaceAll('<', '\\<'),
              ])
            }),
            '',
          ]),
      row(['status', 'body', '']),
      row(['---', '---', '---']),
      ...Object.entries(get.responses).map(([status, { description, content }]) => {
        const [[type, body] = []] = Object.entries(content ?? {})
        const named = body?.schema ? `, ${code(typeOf(body.schema))}` : ''
        return row([status, type ? `${code(type)}${named}` : '', description])
      }),
      '',
    ]),
    '## Schemas',
    '',
    ...Object.entries(components.schemas).flatMap(([name, schema]) => [
      `### ${name}`,
      '',
      row(['property', 'type', '']),
      row(['---', '---', '---']),
      ...Object.entries(schema.properties).map(([property, each]) =>
        row([
          schema.required.includes(property) ? code(property) : `${code(property)}, may be absent`,
          code(typeOf(each)),
          each.description ?? '',
        ]),
      ),
      '',
    ]),
  ].join('\n')
}
