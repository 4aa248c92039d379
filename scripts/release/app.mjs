// The app that every package is installed into: what it depends on, and its files.

/** What the packages have as peers, or bring no types of. */
export const appDependencies = {
  '@mikro-orm/core': '7.2.1',
  '@mikro-orm/postgresql': '7.2.1',
  '@mikro-orm/sql': '7.2.1',
  '@nestjs/common': '12.5.1',
  '@nestjs/core': '12.5.1',
  '@nestjs/platform-express': '12.5.1',
  '@types/express': '5.0.6',
  '@types/koa': '3.0.3',
  '@types/node': '24.10.1',
  '@types/pg': '8.23.1',
  bullmq: '6.7.0',
  express: '5.3.0',
  jest: '30.5.2',
  koa: '3.3.0',
  pg: '8.23.1',
  'pg-hstore': '2.3.4',
  'reflect-metadata': '0.2.2',
  rxjs: '7.8.2',
  sequelize: '6.37.8',
  typeorm: '1.1.1',
  typescript: '6.0.3',
}

/** Entries that need more than that: their peers are optional, and absent here. */
const withAbsentPeers = new Set([
  '@daybook/sinks/nats',
  '@daybook/sinks/otel',
  '@daybook/sinks/segment',
  '@daybook/web/better-auth',
])

/** Every entry of the packages that can be imported in the app. */
export const entriesOf = (packages) =>
  packages.flatMap(({ manifest }) =>
    Object.keys(manifest.exports ?? {})
      .filter((key) => key !== './package.json')
      .map((key) => manifest.name + key.slice(1))
      .filter((entry) => !withAbsentPeers.has(entry)),
  )

/** Logs through each store into PostgreSQL and into SQLite, finds it, and asks the viewer for it over HTTP. */
const smoke = `
const url = process.env.DATABASE_URL
const { createStatements, eventTable, postgres, sqlite } = sql

async function logAndFind(store, name) {
  const daybook = core.createDaybook({ store })
  const heard = new Promise((resolve) => daybook.once('eventLogged', resolve))
  const target = { type: 'Invoice', id: name }
  const { id } = await daybook.log('invoice.paid', { actor: { type: 'User', id: 7 }, target, data: { amount: 1 } })
  assert.equal((await heard).id, id)
  const { events } = await daybook.find({ target })
  assert.deepEqual(events.map((event) => [event.id, event.action, event.actor.id]), [[id, 'invoice.paid', '7']])
  const app = express()
  app.use(expressWeb.requestContext(daybook))
  app.use('/log', expressViewer.viewer(daybook, { authorize: () => true }))
  const server = app.listen(0)
  await once(server, 'listening')
  const page = await fetch('http://127.0.0.1:' + server.address().port + '/log/')
  assert.equal(page.status, 200)
  assert.match(await page.text(), /invoice\\.paid/)
  server.close()
  server.closeAllConnections()
  await daybook.close()
}

async function main() {
  const database = new DatabaseSync(':memory:')
  for (const statement of createStatements(sqlite, eventTable({}))) database.exec(statement)
  await logAndFind(nodeSqlite.createNodeSqliteStore(database), 'node:sqlite')
  const pool = new pg.Pool({ connectionString: url })
  for (const statement of createStatements(postgres, eventTable({}))) await pool.query(statement)
  await logAndFind(sqlPg.createPgStore(pool), 'pg')
  await pool.end()
  const dataSource = await new typeorm.DataSource({ type: 'postgres', url }).initialize()
  await logAndFind(typeormStore.createTypeormStore(dataSource), 'typeorm')
  await dataSource.destroy()
  const sequelize = new Sequelize(url, { logging: false })
  await logAndFind(sequelizeStore.createSequelizeStore(sequelize), 'sequelize')
  await sequelize.close()
  const orm = await MikroORM.init({ clientUrl: url, entities: [], discovery: { warnWhenNoEntities: false } })
  await logAndFind(mikroOrmStore.createMikroOrmStore(orm), 'mikro-orm')
  await orm.close()
  console.log('logged and found')
}
`

const modules = {
  core: '@daybook/core',
  sql: '@daybook/sql',
  nodeSqlite: '@daybook/sql/node-sqlite',
  sqlPg: '@daybook/sql/pg',
  typeormStore: '@daybook/typeorm',
  sequelizeStore: '@daybook/sequelize',
  mikroOrmStore: '@daybook/mikro-orm',
  expressWeb: '@daybook/express',
  expressViewer: '@daybook/express/viewer',
}

/** The files of the app, by name. */
export const appFiles = (entries) => ({
  'main.mjs': `
import 'reflect-metadata'
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { DatabaseSync } from 'node:sqlite'
import { MikroORM } from '@mikro-orm/postgresql'
import express from 'express'
import pg from 'pg'
import { Sequelize } from 'sequelize'
import * as typeorm from 'typeorm'
${Object.entries(modules)
  .map(([name, entry]) => `import * as ${name} from '${entry}'`)
  .join('\n')}
${smoke}
for (const entry of ${JSON.stringify(entries)}) await import(entry)
await main()
`,
  'main.cjs': `
require('reflect-metadata')
const assert = require('node:assert/strict')
const { once } = require('node:events')
const { DatabaseSync } = require('node:sqlite')
const { MikroORM } = require('@mikro-orm/postgresql')
const express = require('express')
const pg = require('pg')
const { Sequelize } = require('sequelize')
const typeorm = require('typeorm')
${Object.entries(modules)
  .map(([name, entry]) => `const ${name} = require('${entry}')`)
  .join('\n')}
${smoke}
for (const entry of ${JSON.stringify(entries)}) require(entry)
main()
`,
  'types.mts': `${typesOf(entries)}
import { createDaybook, defineEvents } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
const events = defineEvents({ 'invoice.paid': { target: 'Invoice' } })
const daybook = createDaybook({ store: createMemoryStore(), events })
export const logged: Promise<{ readonly id: string }> = daybook.log('invoice.paid', {
  target: { type: 'Invoice', id: 42 },
})
// @ts-expect-error: no such action
daybook.log('invoice.payed')
`,
  'types.cts': `${typesOf(entries)}
import { createDaybook } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
export const daybook = createDaybook({ store: createMemoryStore() })
`,
  'node10/types.ts': typesOf(entries),
  'tsconfig.nodenext.json': tsconfig({ module: 'nodenext' }, ['types.mts', 'types.cts']),
  'tsconfig.node10.json': tsconfig(
    { module: 'commonjs', moduleResolution: 'node10', ignoreDeprecations: '6.0' },
    ['node10/types.ts'],
  ),
  'daybook.test.mjs': `
import { createTestDaybook } from '@daybook/core/testing'
import { expect, test } from '@jest/globals'

test('a test of an app that logs', async () => {
  const daybook = createTestDaybook()
  await daybook.log('invoice.paid', { target: { type: 'Invoice', id: 42 } })
  daybook.assertLogged('invoice.paid', { target: { id: '42' } })
  expect(() => daybook.assertLogged('invoice.sent')).toThrow()
})
`,
  'jest.config.json': JSON.stringify({ testMatch: ['**/*.test.mjs'], transform: {} }),
})

function typesOf(entries) {
  return entries.map((entry, index) => `export * as entry${index} from '${entry}'\n`).join('')
}

function tsconfig(options, files) {
  const compilerOptions = {
    target: 'es2023',
    lib: ['es2023', 'esnext.disposable', 'dom'],
    types: ['node'],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
    ...options,
  }
  return JSON.stringify({ compilerOptions, files }, null, 2)
}
